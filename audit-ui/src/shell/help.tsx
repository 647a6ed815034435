import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { fieldHints, fields } from '../query/language'
import { Icon } from './icons'
import { change, useSettings } from './settings'

const keys: readonly (readonly [string, string])[] = [
  ['/', 'write a query'],
  ['↑ ↓', 'move in the table; the open event follows'],
  ['← →', 'move to the values of a row'],
  ['f x', 'only with, or without, the focused value'],
  ['Enter', 'open the event'],
  ['[ ]', 'newer, older event'],
  ['l', 'live on or off'],
  ['Esc', 'close the event'],
  ['g e', 'go to Explore, from wherever you are'],
  ['?', 'this page of help'],
]

export function Help({ isOpen, onOpenChange }: { readonly isOpen: boolean; readonly onOpenChange: (open: boolean) => void }) {
  const { shortcuts } = useSettings()
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="modal">
        <Dialog className="help">
          {({ close }) => (
            <>
              <header>
                <Heading slot="title">Keys and queries</Heading>
                <Button className="button quiet small" onPress={close} aria-label="Close help">
                  <Icon name="close" />
                </Button>
              </header>
              <div className="help-columns">
                <section>
                  <h3>Keys</h3>
                  <dl>
                    {keys.map(([key, does]) => (
                      <div key={key}>
                        <dt>
                          {key.split(' ').map((one) => (
                            <kbd key={one}>{one}</kbd>
                          ))}
                        </dt>
                        <dd>{does}</dd>
                      </div>
                    ))}
                  </dl>
                  <label className="check">
                    <input type="checkbox" checked={shortcuts} onChange={(event) => change({ shortcuts: event.target.checked })} />
                    Single keys work outside of fields
                  </label>
                </section>
                <section>
                  <h3>Queries</h3>
                  <dl>
                    {fields.map((field) => (
                      <div key={field}>
                        <dt>
                          <code>{field}:</code>
                        </dt>
                        <dd>{fieldHints[field]}</dd>
                      </div>
                    ))}
                    <div>
                      <dt>
                        <code>from: to:</code>
                      </dt>
                      <dd>-24h, -7d, now, all, 2026-11-22, 2026-Q3, or an instant; UTC unless it says otherwise</dd>
                    </div>
                  </dl>
                  <p>
                    The same field twice means either. A minus in front excludes: <code>-outcome:success</code>.
                  </p>
                </section>
              </div>
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
