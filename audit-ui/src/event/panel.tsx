import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Button } from 'react-aria-components'
import type { AuditEvent } from '../api'
import { Icon } from '../shell/icons'
import { OutcomeMark } from '../shell/outcome'
import { EventView, NoEvent, useEvent } from './event-view'
import { plain, sentence } from './sentence'

interface Props {
  readonly id: string
  readonly known: AuditEvent | undefined
  readonly search: { readonly q: string }
  readonly onClose: () => void
  readonly onNewer: (() => void) | undefined
  readonly onOlder: (() => void) | undefined
}

/** One event beside the table, which keeps its place and the focus. */
export function EventPanel({ id, known, search, onClose, onNewer, onOlder }: Props) {
  const event = useEvent(id, known)
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0
  }, [id])
  return (
    <aside className="panel" aria-label="Event">
      <header className="panel-head">
        {event.data && <OutcomeMark outcome={event.data.outcome} />}
        <h2>{event.data ? `Event ${event.data.position.toLocaleString('en-US')}` : 'Event'}</h2>
        <div className="panel-tools">
          <Button className="button quiet small" onPress={() => onNewer?.()} isDisabled={!onNewer} aria-label="Newer event">
            <Icon name="previous" />
          </Button>
          <Button className="button quiet small" onPress={() => onOlder?.()} isDisabled={!onOlder} aria-label="Older event">
            <Icon name="next" />
          </Button>
          <Link className="button quiet small" to="/events/$id" params={{ id }} search={{ q: search.q }} aria-label="Open as a page">
            <Icon name="open" />
          </Link>
          <Button className="button quiet small" onPress={onClose} aria-label="Close event">
            <Icon name="close" />
          </Button>
        </div>
      </header>
      <div className="visually-hidden" role="status">
        {event.data && plain(sentence(event.data))}
      </div>
      <div className="panel-body" ref={body} tabIndex={0} role="region" aria-label="Event in full">
        {event.error && <NoEvent error={event.error} retry={() => void event.refetch()} />}
        {event.isPending && <PanelSkeleton />}
        {event.data && (
          <EventView
            key={id}
            event={event.data}
            toEvent={(other, words) => (
              <Link to="/" search={{ ...search, event: other }} className="to-event">
                {words}
              </Link>
            )}
          />
        )}
      </div>
    </aside>
  )
}

export function PanelSkeleton() {
  return (
    <div className="late" aria-hidden="true">
      <div className="skeleton sentence-skeleton" />
      <div className="skeleton facts-skeleton" />
      <div className="skeleton related-skeleton" />
    </div>
  )
}
