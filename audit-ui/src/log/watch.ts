import { useQuery } from '@tanstack/react-query'
import { api, Problem } from '../api'
import { Malformed, readHash, same } from './bytes'
import type { Checkpoint } from './checkpoint'
import { isContinued } from './consistency'
import { readKey, type VerifierKey } from './key'
import { checkpointOf, memory, type Finding, type Memory } from './memory'
import { claimedBy, isSignedBy, readNote, type SignedNote } from './note'

/** What came of holding a checkpoint against everything that this browser was shown before. */
export type Seen =
  /** The first one here: its key is pinned, trusted on first use. */
  | { readonly kind: 'first'; readonly checkpoint: Checkpoint; readonly key: VerifierKey }
  /** Signed by the pinned key, and proved to continue the log as it was known. */
  | { readonly kind: 'continued'; readonly checkpoint: Checkpoint; readonly key: VerifierKey; readonly from: bigint }
  /** Signed by the pinned key, but the log did not answer how it grew. Not remembered. */
  | { readonly kind: 'unshown'; readonly from: bigint }
  /** On a first visit: no key that the log publishes signed it. */
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'contradicted'; readonly finding: Finding }

const LOOK_EVERY = 30_000
const LAG = 2_000
const PATIENCE = 3

/** Looks at the log as long as the page is open. */
export function useWatch() {
  return useQuery({ queryKey: ['checkpoint'], queryFn: ({ signal }) => look(signal), refetchInterval: LOOK_EVERY, retry: false })
}

/** Asks for the log's keys and its checkpoint. */
export async function look(signal?: AbortSignal, lag = LAG): Promise<Seen> {
  const { keys } = await api.logKeys(signal)
  const known = memory.read()
  if (known && !known.finding && keys.length > 0 && !keys.some(({ key }) => key === known.key))
    return contradict(known, finding('otherKey', keys.map(({ key }) => key).join('\n')))
  const { answer, before } = await upToDate(() => api.checkpoint(signal), (note) => note, lag)
  return seen(answer, before, signal)
}

/**
 * Asks, and asks again while the answer is older than what this browser knows. A cache between may lag for a moment; a
 * log that stays smaller has shrunk.
 */
export async function upToDate<T>(ask: () => Promise<T>, note: (answer: T) => string, lag = LAG) {
  for (let left = PATIENCE; ; left--) {
    const before = memory.read()
    const answer = await ask()
    if (left === 0 || !before || before.finding || !isOlder(note(answer), before.checkpoint)) return { answer, before }
    await new Promise((resolve) => setTimeout(resolve, lag))
  }
}

function isOlder(note: string, than: string): boolean {
  try {
    return checkpointOf(note).size < checkpointOf(than).size
  } catch (error) {
    // What cannot be read does not become readable by waiting; whoever looks at it next says so.
    if (error instanceof Malformed) return false
    throw error
  }
}

/**
 * Holds a checkpoint against the memory, and remembers it if it continues the log. `before` is the memory from before it
 * was asked for: what was asked for earlier may be smaller than what another answer has shown meanwhile.
 */
export async function seen(written: string, before: Memory | undefined, signal?: AbortSignal): Promise<Seen> {
  const note = readNote(written)
  const checkpoint = checkpointOf(written)
  for (;;) {
    const known = memory.read()
    if (known?.finding) return { kind: 'contradicted', finding: known.finding }
    const result = known ? await compare(known, before, { written, note, checkpoint }, signal) : await first(note, checkpoint, signal)
    // Another answer, or another tab, was faster: what was compared is no longer what is known.
    if (memory.read() !== known) continue
    if (result.kind === 'contradicted' && known) return contradict(known, result.finding)
    if (result.kind === 'first') memory.write({ key: result.key.written, since: new Date().toISOString(), checkpoint: written })
    if (result.kind === 'continued' && known && result.from < checkpoint.size) memory.write({ ...known, checkpoint: written })
    return result
  }
}

async function first(note: SignedNote, checkpoint: Checkpoint, signal?: AbortSignal): Promise<Seen> {
  const { keys } = await api.logKeys(signal)
  for (const { key: vkey } of keys.filter(({ algorithm }) => algorithm === 'Ed25519')) {
    const key = await readKey(vkey)
    if (key.name === checkpoint.origin && (await isSignedBy(note, key))) return { kind: 'first', checkpoint, key }
  }
  return { kind: 'unsigned' }
}

interface Shown {
  readonly written: string
  readonly note: SignedNote
  readonly checkpoint: Checkpoint
}

async function compare(known: Memory, before: Memory | undefined, { written, note, checkpoint }: Shown, signal?: AbortSignal): Promise<Seen> {
  const contradicted = (kind: Finding['kind'], hashes?: readonly string[]): Seen => ({ kind: 'contradicted', finding: finding(kind, written, hashes) })
  const key = await pinned(known)
  if (!key) return { kind: 'contradicted', finding: finding('unreadable', JSON.stringify(known)) }
  if (claimedBy(note, key).length === 0) return contradicted('otherKey')
  if (checkpoint.origin !== key.name || !(await isSignedBy(note, key))) return contradicted('unsigned')

  const last = checkpointOf(known.checkpoint)
  if (before && checkpoint.size < checkpointOf(before.checkpoint).size) return contradicted('shrunk')
  const continued: Seen = { kind: 'continued', checkpoint, key, from: last.size }
  if (checkpoint.size === last.size) return same(checkpoint.root, last.root) ? continued : contradicted('forked')

  const [older, newer] = checkpoint.size < last.size ? [checkpoint, last] : [last, checkpoint]
  const hashes = await growth(older.size, newer.size, signal)
  if (!hashes) return { kind: 'unshown', from: last.size }
  return (await isGrowth(older, newer, hashes)) ? continued : contradicted('inconsistent', hashes)
}

async function pinned({ key }: Memory): Promise<VerifierKey | undefined> {
  try {
    return await readKey(key)
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** The hashes that shall prove the growth; none if the log does not answer the question. */
async function growth(from: bigint, to: bigint, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  try {
    return (await api.consistency(from, to, signal)).hashes
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Problem && error.status !== 401)) return undefined
    throw error
  }
}

async function isGrowth(older: Checkpoint, newer: Checkpoint, hashes: readonly string[]): Promise<boolean> {
  try {
    return await isContinued({ from: older.size, to: newer.size, hashes: hashes.map(readHash) }, older.root, newer.root)
  } catch (error) {
    if (error instanceof Malformed) return false
    throw error
  }
}

function finding(kind: Finding['kind'], found: string, hashes?: readonly string[]): Finding {
  return { kind, at: new Date().toISOString(), found, ...(hashes && { hashes }) }
}

function contradict(known: Memory, found: Finding): Seen {
  memory.write({ ...known, finding: found })
  return { kind: 'contradicted', finding: found }
}
