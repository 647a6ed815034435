import { HASH_LENGTH, same, type Bytes } from './bytes'
import { emptyRoot, nodeHash } from './tree'

/** That a tree only grew (RFC 9162 §2.1.4): every entry of the older tree stands unchanged in the newer one. */
export interface ConsistencyProof {
  readonly from: bigint
  readonly to: bigint
  readonly hashes: readonly Bytes[]
}

/** Whether the tree with the new root continues the one with the old root (§2.1.4.2). Every tree continues the empty one. */
export async function isContinued({ from, to, hashes }: ConsistencyProof, oldRoot: Bytes, newRoot: Bytes): Promise<boolean> {
  if (from < 0n || from > to || oldRoot.length !== HASH_LENGTH || newRoot.length !== HASH_LENGTH) return false
  if (from === 0n && !same(oldRoot, await emptyRoot())) return false
  if (from === to) return hashes.length === 0 && same(oldRoot, newRoot)
  if (from === 0n) return hashes.length === 0

  const complete = (from & (from - 1n)) === 0n
  const [first, ...others] = hashes
  if (first === undefined || first.length !== HASH_LENGTH) return false
  let fr = complete ? oldRoot : first
  let sr = fr
  let fn = from - 1n
  let sn = to - 1n
  while ((fn & 1n) === 1n) {
    fn >>= 1n
    sn >>= 1n
  }
  for (const c of complete ? hashes : others) {
    if (sn === 0n || c.length !== HASH_LENGTH) return false
    if ((fn & 1n) === 1n || fn === sn) {
      fr = await nodeHash(c, fr)
      sr = await nodeHash(c, sr)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      sr = await nodeHash(sr, c)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && same(fr, oldRoot) && same(sr, newRoot)
}
