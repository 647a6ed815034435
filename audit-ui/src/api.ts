/** The part of Sealbook's HTTP interface that this page reads. Absent means unknown; times are RFC 3339 in UTC. */

export const outcomes = ['success', 'refused', 'failed', 'alarm'] as const
export type Outcome = (typeof outcomes)[number]

export type ActorKind = 'operator' | 'person' | 'service' | 'worker' | 'container' | 'system' | 'unknown'

export interface Actor {
  readonly id: string
  readonly kind: ActorKind
}

export interface AuditEvent {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly at: string
  readonly actor: Actor
  readonly action: string
  readonly outcome: Outcome
  readonly secret?: string
  readonly version?: number
  readonly deployment?: string
  readonly token?: string
  readonly account?: string
  readonly from?: string
  readonly reason?: string
  readonly requestId: string
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type Details = Readonly<Record<string, Json>>

/** One event with its metadata. Values of secrets are no part of an event and never reach this page. */
export interface EventDetail extends AuditEvent {
  readonly details?: Details
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
  readonly asOf: number
}

export interface Bucket {
  readonly from: string
  readonly to: string
  readonly counts: Readonly<Partial<Record<Outcome, number>>>
}

export interface Buckets {
  readonly buckets: readonly Bucket[]
  readonly asOf: number
}

export interface ValueCount {
  readonly value: string
  readonly count: number
}

export interface Values {
  readonly values: readonly ValueCount[]
  readonly asOf: number
}

export interface Session {
  readonly account: string
  readonly actions: readonly string[]
  readonly expiresAt: string
}

export interface Inclusion {
  readonly eventId: string
  readonly index: number
  readonly size: number
  readonly root: string
  readonly leaf: string
  readonly hashes: readonly string[]
  /** A signed note over this size and root. */
  readonly checkpoint: string
}

export interface Consistency {
  readonly from: number
  readonly to: number
  readonly hashes: readonly string[]
}

export interface LogKey {
  readonly name: string
  readonly algorithm: string
  /** `name+id+base64` */
  readonly key: string
}

interface ProblemBody {
  readonly code?: string
  readonly title?: string
  readonly detail?: string
  readonly requestId?: string
  readonly errors?: readonly { readonly pointer: string; readonly rule: string }[]
}

/** What the service said instead of an answer (RFC 9457). Status 0: it did not say anything. */
export class Problem extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly title: string
  readonly detail: string | undefined
  readonly requestId: string | undefined
  readonly errors: readonly string[]

  constructor(status: number, body: ProblemBody, requestId?: string) {
    const title = body.title ?? `Sealbook answered ${status}`
    super(title)
    this.name = 'Problem'
    this.status = status
    this.code = body.code
    this.title = title
    this.detail = body.detail
    this.requestId = body.requestId ?? requestId
    // No pointer: the body as a whole.
    this.errors = (body.errors ?? []).map(({ pointer, rule }) => (pointer === '' ? rule : `${pointer}: ${rule}`))
  }
}

export type Params = readonly (readonly [string, string])[]

function address(path: string, params: Params): string {
  const search = new URLSearchParams(params.map(([name, value]) => [name, value])).toString()
  return search === '' ? path : `${path}?${search}`
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Problem(0, { title: 'Sealbook does not answer', detail: 'The service cannot be reached from this browser. It may be restarting.' })
  }
  if (response.ok) return response
  const json = response.headers.get('content-type')?.includes('json') === true
  const body = json ? ((await response.json().catch(() => ({}))) as ProblemBody) : {}
  throw new Problem(response.status, body, response.headers.get('x-request-id') ?? undefined)
}

async function read<T>(path: string, params: Params, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { headers: { accept: 'application/json, application/problem+json' }, ...(signal && { signal }) }
  const response = await ask(address(path, params), init)
  return (await response.json()) as T
}

// A form on another site can neither set this header nor ask for leave to.
const WRITES = { 'Sealbook-Page': '1' }

export const api = {
  session: (signal?: AbortSignal) => read<Session>('/v1/sessions/current', [], signal),

  async signIn(code: string): Promise<Session> {
    const response = await ask('/v1/sessions', {
      method: 'POST',
      headers: { ...WRITES, 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    return (await response.json()) as Session
  },

  async signOut(): Promise<void> {
    await ask('/v1/sessions/current', { method: 'DELETE', headers: WRITES })
  },

  events: (params: Params, signal?: AbortSignal) => read<Page<AuditEvent>>('/v1/audit/events', params, signal),

  event: (id: string, signal?: AbortSignal) => read<EventDetail>(`/v1/audit/events/${encodeURIComponent(id)}`, [], signal),

  overTime: (params: Params, buckets: number, signal?: AbortSignal) =>
    read<Buckets>('/v1/audit/aggregate', [['by', 'time'], ['buckets', String(buckets)], ...params], signal),

  top: (by: string, top: number, params: Params, signal?: AbortSignal) =>
    read<Values>('/v1/audit/aggregate', [['by', by], ['top', String(top)], ...params], signal),

  inclusion: (eventId: string, signal?: AbortSignal) =>
    read<Inclusion>('/v1/log/proofs/inclusion', [['eventId', eventId]], signal),

  consistency: (from: bigint, to: bigint, signal?: AbortSignal) =>
    read<Consistency>('/v1/log/proofs/consistency', [['from', String(from)], ['to', String(to)]], signal),

  logKeys: (signal?: AbortSignal) => read<{ readonly keys: readonly LogKey[] }>('/v1/log/keys', [], signal),

  /** The signed note, byte for byte: what is not UTF-8 is an error, and nothing is left out. */
  async checkpoint(signal?: AbortSignal): Promise<string> {
    const response = await ask('/log/checkpoint', { cache: 'no-store', headers: { accept: 'text/plain, application/problem+json' }, ...(signal && { signal }) })
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await response.arrayBuffer())
  },

  streamAddress: (params: Params) => address('/v1/audit/stream', params),
}
