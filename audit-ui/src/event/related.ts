import { api, type AuditEvent, type Params } from '../api'
import { instant } from '../query/time'

const HOUR = 3_600_000
/** Each window is asked for only when the one before it held nothing, so a busy secret costs one small answer. */
const WINDOWS = [HOUR / 60, HOUR, 24 * HOUR, 30 * 24 * HOUR, Infinity] as const
const PAGES = 5

export interface Neighbours {
  readonly previous?: AuditEvent
  readonly next?: AuditEvent
}

/** The events of the same secret directly before and after this one in the ledger. */
export async function neighbours(event: AuditEvent, signal?: AbortSignal): Promise<Neighbours> {
  if (event.secret === undefined) return {}
  const secret: Params = [['secret', event.secret]]
  const [previous, next] = await Promise.all([before(event, secret, signal), after(event, secret, signal)])
  return { ...(previous && { previous }), ...(next && { next }) }
}

async function before(event: AuditEvent, secret: Params, signal?: AbortSignal): Promise<AuditEvent | undefined> {
  const page = await api.events([...secret, ['to', instant(Date.parse(event.at) + 1)], ['limit', '20']], signal)
  return page.items.find((other) => other.position < event.position)
}

async function after(event: AuditEvent, secret: Params, signal?: AbortSignal): Promise<AuditEvent | undefined> {
  const at = Date.parse(event.at)
  for (const window of WINDOWS) {
    const end: Params = window === Infinity ? [] : [['to', instant(at + window)]]
    const found = await oldestAfter(event, [...secret, ['from', instant(at)], ...end], signal)
    if (found) return found
  }
  return undefined
}

async function oldestAfter(event: AuditEvent, params: Params, signal?: AbortSignal): Promise<AuditEvent | undefined> {
  let oldest: AuditEvent | undefined
  let cursor: Params = []
  for (let page = 0; page < PAGES; page++) {
    const answer = await api.events([...params, ['limit', '200'], ...cursor], signal)
    oldest = answer.items.findLast((other) => other.position > event.position) ?? oldest
    if (answer.next === undefined) return oldest
    cursor = [['cursor', answer.next]]
  }
  return oldest
}

/** Other events that carry the same request, or the same token: the oldest first, as they happened. */
export async function sharing(event: AuditEvent, by: 'request' | 'token', signal?: AbortSignal): Promise<AuditEvent[]> {
  const value = by === 'request' ? event.requestId : event.token
  if (value === undefined) return []
  const page = await api.events([[by === 'request' ? 'requestId' : 'token', value], ['limit', '50']], signal)
  return page.items.filter((other) => other.id !== event.id).reverse()
}
