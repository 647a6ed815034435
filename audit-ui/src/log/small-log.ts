import type { AuditEvent, Consistency, Inclusion } from '../api'
import type { Answers } from '../stage'
import { base64, utf8, type Bytes } from './bytes'
import { hex } from './key'
import { emptyRoot, leafHash, nodeHash, sha256 } from './tree'

/** A small log that a test can grow, and make lie. */
export interface SmallLog {
  readonly origin: string
  readonly vkey: string
  readonly entries: Bytes[]
  readonly checkpoint: (size?: number, text?: string) => Promise<string>
  readonly inclusion: (event: AuditEvent, size?: number) => Promise<Inclusion>
  readonly consistency: (from: number, to: number) => Promise<Consistency>
}

export const events: readonly AuditEvent[] = Array.from({ length: 20 }, (_, position) => ({
  position,
  id: `0199b2a4-7c1e-7d2a-9b57-0242ac12${String(position).padStart(4, '0')}`,
  type: 'io.sealbook.secret.read.v1',
  at: '2026-11-22T06:00:00.123Z',
  actor: { id: 'billing-api', kind: 'service' },
  action: 'secret.read',
  outcome: 'success',
  requestId: `r-${position}`,
}))

export function entry({ at, id, position, type }: AuditEvent): Bytes {
  return utf8(JSON.stringify({ at, ch: '', eid: id, pc: '', pos: String(position), sd: [], seq: '1', tag: 'AAAAAAAAAAAAAAAAAAAAAA', typ: type, v: 'sl/1' }))
}

export async function smallLog(entries = events.map(entry), origin = 'sealbook.test/log'): Promise<SmallLog> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']))
  const typed = Uint8Array.of(1, ...new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  const id = (await sha256(utf8(`${origin}\n`), typed)).slice(0, 4)

  async function root(from: number, to: number): Promise<Bytes> {
    const only = entries[from]
    if (from === to || only === undefined) return emptyRoot()
    if (to - from === 1) return leafHash(only)
    const middle = from + split(to - from)
    return nodeHash(await root(from, middle), await root(middle, to))
  }
  async function path(index: number, from: number, to: number): Promise<Bytes[]> {
    if (to - from <= 1) return []
    const middle = from + split(to - from)
    return index < middle ? [...(await path(index, from, middle)), await root(middle, to)] : [...(await path(index, middle, to)), await root(from, middle)]
  }
  async function growth(old: number, from: number, to: number, known: boolean): Promise<Bytes[]> {
    if (old === to) return known ? [] : [await root(from, to)]
    const middle = from + split(to - from)
    return old <= middle
      ? [...(await growth(old, from, middle, known)), await root(middle, to)]
      : [...(await growth(old, middle, to, false)), await root(from, middle)]
  }
  async function checkpoint(size = entries.length, text?: string) {
    const signed = text ?? `${origin}\n${size}\n${base64(await root(0, size))}\n`
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, utf8(signed)))
    return `${signed}\n— ${origin} ${base64(Uint8Array.of(...id, ...signature))}\n`
  }
  return {
    origin,
    vkey: `${origin}+${hex(id)}+${base64(typed)}`,
    entries,
    checkpoint,
    async inclusion({ id: eventId, position }, size = entries.length) {
      const leaf = base64(entries[position] ?? utf8(''))
      const hashes = (await path(position, 0, size)).map(base64)
      return { eventId, index: position, size, root: base64(await root(0, size)), leaf, hashes, checkpoint: await checkpoint(size) }
    },
    consistency: async (from, to) => ({ from, to, hashes: (await growth(from, 0, to, true)).map(base64) }),
  }
}

/** The answers of a service with this log, which shows `size` entries. */
export function answersOf(log: SmallLog, size = log.entries.length): Answers {
  return {
    'GET /v1/log/keys': { body: { keys: [{ name: log.origin, algorithm: 'Ed25519', key: log.vkey }] } },
    'GET /log/checkpoint': () => log.checkpoint(size),
    'GET /v1/log/proofs/consistency': (url) => log.consistency(Number(url.searchParams.get('from')), Number(url.searchParams.get('to'))),
    'GET /v1/log/proofs/inclusion': (url) => {
      const event = events.find(({ id }) => id === url.searchParams.get('eventId'))
      return event && log.inclusion(event, size)
    },
  }
}

function split(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}
