import { HASH_LENGTH, same, type Bytes } from './bytes'
import { nodeHash } from './tree'

/** That one entry is in a tree (RFC 9162 §2.1.3): its index, the tree's size, and the sibling hashes from the leaf up. */
export interface InclusionProof {
  readonly index: bigint
  readonly size: bigint
  readonly hashes: readonly Bytes[]
}

/** Whether the tree with that root holds an entry with that hash at this index (§2.1.3.2). */
export async function isIncluded({ index, size, hashes }: InclusionProof, leaf: Bytes, root: Bytes): Promise<boolean> {
  if (index < 0n || index >= size || leaf.length !== HASH_LENGTH) return false
  let fn = index
  let sn = size - 1n
  let r = leaf
  for (const p of hashes) {
    if (sn === 0n || p.length !== HASH_LENGTH) return false
    if ((fn & 1n) === 1n || fn === sn) {
      r = await nodeHash(p, r)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      r = await nodeHash(r, p)
    }
    fn >>= 1n
    sn >>= 1n
  }
  // Without this a hash of a subtree would pass for the root.
  return sn === 0n && same(r, root)
}
