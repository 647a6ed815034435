import { api, type AuditEvent, type Inclusion } from '../api'
import { Malformed, NoSignatures, readBase64, readHash, same } from './bytes'
import { isIncluded } from './inclusion'
import { hasKnownVersion, readLeaf, type Leaf } from './leaf'
import { leafHash } from './tree'
import { seen, upToDate, type Seen } from './watch'

/** What this browser found when it checked the log's answer that an event is in it. */
export type Verdict =
  | { readonly kind: 'proved'; readonly inclusion: Inclusion; readonly seen: Extract<Seen, { kind: 'first' | 'continued' }> }
  | { readonly kind: 'disproved'; readonly inclusion: Inclusion; readonly why: string }
  | { readonly kind: 'unchecked'; readonly inclusion: Inclusion; readonly why: string }

export const CONTRADICTED = 'the log contradicts what this browser was shown before; the top of this page says how'

/** That the log does not answer is a Problem; that no checkpoint covers the event yet, too. */
export async function verdict(event: AuditEvent, signal?: AbortSignal): Promise<Verdict> {
  const { answer: inclusion, before } = await upToDate(
    () => api.inclusion(event.id, signal),
    ({ checkpoint }) => checkpoint,
  )
  const disproved = (why: string): Verdict => ({ kind: 'disproved', inclusion, why })
  const unchecked = (why: string): Verdict => ({ kind: 'unchecked', inclusion, why })
  try {
    const wrong = await fault(event, inclusion)
    if (wrong !== undefined) return disproved(wrong)
    const result = await seen(inclusion.checkpoint, before, signal)
    switch (result.kind) {
      case 'contradicted':
        return disproved(CONTRADICTED)
      case 'unsigned':
        return disproved('no key that the log publishes signed the checkpoint')
      case 'unshown':
        return unchecked(`the log did not show how it grew from the ${result.from.toLocaleString('en-US')} entries that this browser remembers`)
      case 'first':
      case 'continued':
        return isOver(inclusion, result) ? { kind: 'proved', inclusion, seen: result } : disproved('the signed checkpoint speaks of another tree')
    }
  } catch (error) {
    if (error instanceof NoSignatures) return unchecked('this browser cannot check signatures, use sealbook-verify')
    if (error instanceof Malformed) return unchecked(`the answer cannot be read: ${error.message}`)
    throw error
  }
}

/** What is wrong with the claim that the tree with this root holds the event that is on screen. */
async function fault(event: AuditEvent, inclusion: Inclusion): Promise<string | undefined> {
  const entry = readBase64(inclusion.leaf)
  if (!hasKnownVersion(entry)) throw new Malformed('the entry is not of version sl/1, the only one that this page knows')
  let leaf: Leaf
  try {
    leaf = readLeaf(entry)
  } catch {
    return 'the entry in the log is malformed'
  }
  if (leaf.eventId !== event.id || inclusion.eventId !== event.id) return `the entry in the log is that of another event: ${leaf.eventId}`
  const index = whole(inclusion.index)
  if (leaf.position !== whole(event.position) || leaf.position !== index)
    return `the entry in the log says position ${leaf.position}, this page ${event.position} and the proof ${index}`
  if (leaf.type !== event.type || Date.parse(leaf.at) !== Date.parse(event.at))
    return `the entry in the log says ${leaf.type} at ${leaf.at}, this page ${event.type} at ${event.at}`
  const proof = { index, size: whole(inclusion.size), hashes: inclusion.hashes.map(readHash) }
  return (await isIncluded(proof, await leafHash(entry), readHash(inclusion.root))) ? undefined : 'the hashes do not lead from the entry to the root'
}

function isOver(inclusion: Inclusion, { checkpoint }: Extract<Seen, { kind: 'first' | 'continued' }>): boolean {
  return checkpoint.size === whole(inclusion.size) && same(checkpoint.root, readHash(inclusion.root))
}

/** A count as JSON carries it; beyond 2^53 it would be another number than the one that was sent. */
function whole(count: number): bigint {
  if (!Number.isSafeInteger(count)) throw new Malformed('an index or a size is a whole number')
  return BigInt(count)
}
