import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { Problem, type AuditEvent, type Inclusion } from '../api'
import { memory, useMemory } from '../log/memory'
import { CONTRADICTED, verdict, type Verdict } from '../log/verdict'
import { entries } from '../log/words'
import { utc } from '../query/time'
import { Icon, type IconName } from '../shell/icons'
import { Copy, ProblemNote } from '../shell/problem'

const ASK_AGAIN = 1_000
const PATIENCE = 5

/** Whether this event is in the log: checked here, in this browser, and said no more strongly than it was checked. */
export function ProofCard({ event }: { readonly event: AuditEvent }) {
  const check = useQuery({
    // Everything of the event that the verdict depends on.
    queryKey: ['verdict', event.id, event.position, event.type, event.at],
    queryFn: ({ signal }) => verdict(event, signal),
    retry: (failures, error) => isUncovered(error) && failures < PATIENCE,
    retryDelay: ASK_AGAIN,
  })
  // What was proved a minute ago may have been contradicted since.
  const contradicted = useMemory()?.finding !== undefined
  const said: Verdict | undefined = contradicted && check.data ? { kind: 'disproved', inclusion: check.data.inclusion, why: CONTRADICTED } : check.data
  const again = () => void check.refetch()
  return (
    <section className="proof" aria-busy={check.isLoading} aria-label="Inclusion proof" data-state={state(said, check.error)}>
      <h3>Inclusion proof</h3>
      {check.isPending && (isUncovered(check.failureReason) ? <Uncovered /> : <Line icon="clock">Checking this event against the log.</Line>)}
      {check.error && !said && (isUncovered(check.error) ? <Uncovered again={again} /> : <NoAnswer error={check.error} again={again} />)}
      {said && <Checked verdict={said} />}
    </section>
  )
}

function state(verdict: Verdict | undefined, error: Error | null): string {
  if (verdict) return verdict.kind
  if (error) return isUncovered(error) ? 'uncovered' : 'unchecked'
  return 'checking'
}

function isUncovered(error: Error | null): boolean {
  return error instanceof Problem && error.code === 'not-covered-yet'
}

function Line({ icon, children }: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <p className="verdict" role="status">
      <Icon name={icon} />
      <span>{children}</span>
    </p>
  )
}

function Uncovered({ again }: { readonly again?: () => void }) {
  return (
    <>
      <Line icon="clock">Not covered yet: no checkpoint of the log reaches this event. {again ? 'The next one should.' : 'Asking again.'}</Line>
      {again && (
        <Button className="button" onPress={again}>
          <Icon name="refresh" /> Ask again
        </Button>
      )}
    </>
  )
}

function NoAnswer({ error, again }: { readonly error: Error; readonly again: () => void }) {
  return (
    <>
      <Line icon="help">Could not check: the log did not answer.</Line>
      {error instanceof Problem && error.status === 403 ? (
        <p className="aside">This account may not ask the log for proofs.</p>
      ) : (
        <ProblemNote error={error} retry={again} />
      )}
    </>
  )
}

function Checked({ verdict }: { readonly verdict: Verdict }) {
  const { inclusion } = verdict
  switch (verdict.kind) {
    case 'proved':
      return <Proved {...verdict} />
    case 'disproved':
      return (
        <>
          <Line icon="alarm">Disproved: {verdict.why}.</Line>
          <Answer inclusion={inclusion} />
        </>
      )
    case 'unchecked':
      return (
        <>
          <Line icon="help">Could not check: {verdict.why}.</Line>
          <Answer inclusion={inclusion} />
        </>
      )
  }
}

function Proved({ inclusion, seen }: Extract<Verdict, { kind: 'proved' }>) {
  const { key, checkpoint } = seen
  return (
    <>
      <Line icon="success">
        Included in checkpoint of {entries(checkpoint.size)} signed by key{' '}
        <code>
          {key.name}+{key.id}
        </code>
      </Line>
      <p className="aside">
        Checked in this browser. The entry names this event, its position, type and time; to everything else it is a commitment, which is not
        opened here.
      </p>
      <Answer inclusion={inclusion}>
        <div>
          <dt>Key</dt>
          <dd>
            <code className="hash">{key.written}</code> <Copy text={key.written} what="key" />
            <p className="aside">
              {seen.kind === 'first' ? 'Trusted on first use: this browser took it from this very service just now. ' : `Pinned by this browser on ${pinned()}, on first use. `}
              Compare it with the one that somebody else has.
            </p>
          </dd>
        </div>
        <div>
          <dt>Growth</dt>
          <dd>
            {seen.kind === 'first' ? 'The first checkpoint that this browser was shown.' : `Continues the checkpoint of ${entries(seen.from)} that this browser remembered.`}
            {!memory.isLasting() && <p className="aside">This browser keeps nothing for this site: the next visit will know neither key nor checkpoint.</p>}
          </dd>
        </div>
      </Answer>
    </>
  )
}

function pinned(): string {
  const since = memory.read()?.since ?? ''
  return since === '' ? 'an earlier visit' : utc(since).date
}

/** What the log answered, for whoever wants to check it elsewhere. */
function Answer({ inclusion, children }: { readonly inclusion: Inclusion; readonly children?: ReactNode }) {
  return (
    <>
      <dl>
        <div>
          <dt>Entry</dt>
          <dd>
            {inclusion.index.toLocaleString('en-US')}, in a tree of {inclusion.size.toLocaleString('en-US')}
          </dd>
        </div>
        <div>
          <dt>Root hash</dt>
          <dd>
            <code className="hash">{inclusion.root}</code> <Copy text={inclusion.root} what="root hash" />
          </dd>
        </div>
        <div>
          <dt>Audit path</dt>
          <dd>
            {inclusion.hashes.length === 0 ? (
              'empty: the only entry'
            ) : (
              <details>
                <summary>{inclusion.hashes.length === 1 ? '1 hash' : `${inclusion.hashes.length} hashes`}</summary>
                <ol>
                  {inclusion.hashes.map((hash, level) => (
                    <li key={level}>
                      <code className="hash">{hash}</code>
                    </li>
                  ))}
                </ol>
              </details>
            )}
          </dd>
        </div>
        {children}
      </dl>
      <footer>
        <p className="aside">
          A page that the ledger serves can lie about the ledger. <code>sealbook-verify inclusion</code> checks the copied proof without either.
        </p>
        <Copy text={JSON.stringify(inclusion, null, 2)} what="proof">
          Copy proof
        </Copy>
      </footer>
    </>
  )
}
