import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import { api, Problem, type AuditEvent, type Details, type EventDetail } from '../api'
import { include, empty, serialise, type Field } from '../query/language'
import { local, utc } from '../query/time'
import { Icon } from '../shell/icons'
import { OutcomeMark } from '../shell/outcome'
import { Copy, ProblemNote } from '../shell/problem'
import { canonical } from './canonical'
import { ProofCard } from './proof-card'
import { neighbours, sharing } from './related'
import { plain, reasonWords, sentence, subject, type Piece } from './sentence'

export function useEvent(id: string, known?: AuditEvent): UseQueryResult<EventDetail> {
  return useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) => api.event(id, signal),
    staleTime: Infinity,
    ...(known && { placeholderData: known }),
  })
}

/** Instead of an event: that there is none is an answer, anything else a problem. */
export function NoEvent({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  if (!(error instanceof Problem && error.status === 404)) return <ProblemNote error={error} retry={retry} />
  return (
    <section className="note" role="alert">
      <Icon name="search" />
      <div>
        <h2>No event has this id</h2>
        <p>It may be mistyped, or come from another Sealbook.</p>
      </div>
    </section>
  )
}

/** Everything that the page knows about one event. `toEvent` decides where a related event opens. */
export function EventView({ event, toEvent }: { readonly event: EventDetail; readonly toEvent: (id: string, words: ReactNode) => ReactNode }) {
  return (
    <>
      <p className="sentence">
        <Sentence pieces={sentence(event)} />.
      </p>
      <Facts event={event} />
      <Related event={event} toEvent={toEvent} />
      <ProofCard event={event} />
      <Source event={event} />
    </>
  )
}

export function Sentence({ pieces }: { readonly pieces: readonly Piece[] }) {
  return pieces.map((piece, at) => (
    <Fragment key={at}>
      {typeof piece === 'string' ? (
        piece
      ) : (
        <Filter field={piece.field} value={piece.value}>
          {piece.shown}
        </Filter>
      )}
    </Fragment>
  ))
}

/** A value that opens everything else that carries it. */
function Filter({ field, value, children }: { readonly field: Field; readonly value: string; readonly children?: ReactNode }) {
  const q = serialise({ ...include(empty, { field, value, not: false }), from: 'all' })
  return (
    <Link to="/" search={{ q }} className="value" data-field={field} data-value={value} title={`${field}: ${value}`}>
      {children ?? value}
    </Link>
  )
}

function Facts({ event }: { readonly event: EventDetail }) {
  const { date, clock, millis } = utc(event.at)
  const details = event.details ?? {}
  const reason = event.reason ?? text(details, 'reason')
  return (
    <div className="facts">
      <Group title="Who">
        <Fact name="Actor">
          <Filter field="actor" value={event.actor.id} /> <small>{event.actor.kind}</small>
        </Fact>
        {event.from !== undefined && (
          <Fact name="From">
            <Filter field="address" value={event.from} />
          </Fact>
        )}
      </Group>
      <Group title="What">
        <Fact name="Action">
          <Filter field="action" value={event.action} />
        </Fact>
        {event.secret !== undefined && (
          <Fact name="Secret">
            <Filter field="secret" value={event.secret} />
          </Fact>
        )}
        {event.version !== undefined && <Fact name="Version">{event.version}</Fact>}
        {event.deployment !== undefined && (
          <Fact name="Deployment">
            <Filter field="deployment" value={event.deployment} />
          </Fact>
        )}
        {event.token !== undefined && (
          <Fact name="Token">
            <Filter field="token" value={event.token} />
          </Fact>
        )}
        {event.account !== undefined && (
          <Fact name="Account">
            <Filter field="account" value={event.account} />
          </Fact>
        )}
        {text(details, 'comment') !== undefined && <Fact name="Comment">{text(details, 'comment')}</Fact>}
      </Group>
      <Group title="When">
        <Fact name="UTC">
          <time dateTime={event.at}>
            {date} {clock}.{millis}
          </time>
        </Fact>
        <Fact name="Your clock">{local(event.at)}</Fact>
        <Fact name="Position">{event.position.toLocaleString('en-US')}</Fact>
      </Group>
      <Group title="Why">
        <Fact name="Outcome">
          <OutcomeMark outcome={event.outcome} />
        </Fact>
        {reason !== undefined && <Fact name="Reason">{reasonWords(reason)}</Fact>}
        {text(details, 'wanted') !== undefined && (
          <Fact name="Wanted">
            <code>{text(details, 'wanted')}</code>
          </Fact>
        )}
        {text(details, 'problem') !== undefined && <Fact name="Problem">{text(details, 'problem')}</Fact>}
        <Fact name="Request">
          <Filter field="request" value={event.requestId} />
        </Fact>
      </Group>
    </div>
  )
}

function text(details: Details, name: string): string | undefined {
  const found = details[name]
  if (typeof found === 'string' && found !== '') return found
  const description = details['description']
  if (typeof description !== 'object' || description === null || Array.isArray(description)) return undefined
  const inner = (description as Details)[name]
  return typeof inner === 'string' && inner !== '' ? inner : undefined
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="facts-group">
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

interface RelatedProps {
  readonly event: AuditEvent
  readonly toEvent: (id: string, words: ReactNode) => ReactNode
}

function Related({ event, toEvent }: RelatedProps) {
  const around = useQuery({
    queryKey: ['neighbours', event.id],
    queryFn: ({ signal }) => neighbours(event, signal),
    enabled: event.secret !== undefined,
    staleTime: 10_000,
  })
  const request = useQuery({ queryKey: ['sharing', 'request', event.requestId, event.id], queryFn: ({ signal }) => sharing(event, 'request', signal) })
  const token = useQuery({
    queryKey: ['sharing', 'token', event.token ?? '', event.id],
    queryFn: ({ signal }) => sharing(event, 'token', signal),
    enabled: event.token !== undefined,
  })
  const failed = [around, request, token].find((query) => query.error)
  const busy = around.isLoading || request.isLoading || token.isLoading
  return (
    <section className="related" aria-busy={busy}>
      <h3>Related events</h3>
      {failed?.error && <ProblemNote error={failed.error} retry={() => void failed.refetch()} />}
      {busy && <div className="skeleton related-skeleton late" />}
      {event.secret !== undefined && around.data && (
        <dl className="neighbours">
          <div>
            <dt>Before it on this secret</dt>
            <dd>{around.data.previous ? toEvent(around.data.previous.id, <Brief event={around.data.previous} />) : 'nothing: this is the first'}</dd>
          </div>
          <div>
            <dt>After it on this secret</dt>
            <dd>{around.data.next ? toEvent(around.data.next.id, <Brief event={around.data.next} />) : 'nothing yet'}</dd>
          </div>
        </dl>
      )}
      <Shared title="Same request" events={request.data} field="request" value={event.requestId} toEvent={toEvent} />
      {event.token !== undefined && <Shared title="Same token" events={token.data} field="token" value={event.token} toEvent={toEvent} />}
    </section>
  )
}

interface SharedProps {
  readonly title: string
  readonly events: readonly AuditEvent[] | undefined
  readonly field: Field
  readonly value: string
  readonly toEvent: RelatedProps['toEvent']
}

const FEW = 6

function Shared({ title, events, field, value, toEvent }: SharedProps) {
  if (!events) return null
  if (events.length === 0) return field === 'request' ? <p className="aside">The only event of its request.</p> : null
  return (
    <>
      <h4>
        {title} <span className="count">{events.length}</span>
      </h4>
      <ul className="shared">
        {events.slice(0, FEW).map((other) => (
          <li key={other.id}>{toEvent(other.id, <Brief event={other} />)}</li>
        ))}
      </ul>
      {events.length > FEW && (
        <p>
          <Filter field={field} value={value}>
            All in Explore
          </Filter>
        </p>
      )}
    </>
  )
}

function Brief({ event }: { readonly event: AuditEvent }) {
  const { date, clock } = utc(event.at)
  return (
    <span className="brief" title={plain(sentence(event))}>
      <span className="brief-line">
        <OutcomeMark outcome={event.outcome} />
        <code>{event.action}</code>
        <span>{event.actor.id}</span>
      </span>
      <span className="brief-line faint">
        <time dateTime={event.at}>
          {date} {clock}
        </time>
        <code>{subject(event).shown}</code>
      </span>
    </span>
  )
}

function Source({ event }: { readonly event: EventDetail }) {
  const json = canonical(event)
  return (
    <details className="source">
      <summary>Canonical JSON</summary>
      <div className="source-body">
        <Copy text={json} what="JSON" />
        <pre tabIndex={0} aria-label="The event as JSON">
          {json}
        </pre>
      </div>
    </details>
  )
}
