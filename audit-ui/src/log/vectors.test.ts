import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { base64, Malformed, readBase64, readHash } from './bytes'
import { readCheckpoint } from './checkpoint'
import { isContinued } from './consistency'
import { isIncluded } from './inclusion'
import { readKey } from './key'
import { readLeaf } from './leaf'
import { isSignedBy, readNote } from './note'
import { emptyRoot, leafHash, nodeHash } from './tree'

const folder = new URL('../../../docs/contract/log/vectors/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

interface Shared {
  readonly shows: string
  readonly holds: boolean
}

type Vector = Shared &
  (
    | { readonly kind: 'tree'; readonly entries: string[]; readonly roots: string[] }
    | { readonly kind: 'inclusion'; readonly index: number; readonly size: number; readonly root: string; readonly leafHash: string; readonly hashes: string[] }
    | { readonly kind: 'consistency'; readonly from: number; readonly to: number; readonly oldRoot: string; readonly newRoot: string; readonly hashes: string[] }
    | { readonly kind: 'key'; readonly key: string }
    | { readonly kind: 'note'; readonly key: string; readonly note: string }
    | { readonly kind: 'checkpoint'; readonly key: string; readonly note: string; readonly size?: string; readonly root?: string }
    | { readonly kind: 'leaf'; readonly leaf: string; readonly eventId?: string; readonly position?: number; readonly type?: string; readonly at?: string }
  )

async function root(leaves: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  const [only] = leaves
  if (only === undefined) return emptyRoot()
  if (leaves.length === 1) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(await root(leaves.slice(0, k)), await root(leaves.slice(k)))
}

async function holds(vector: Vector): Promise<boolean> {
  switch (vector.kind) {
    case 'tree': {
      const leaves = await Promise.all(vector.entries.map((entry) => leafHash(readBase64(entry))))
      const roots = await Promise.all(vector.roots.map(async (_, size) => base64(await root(leaves.slice(0, size)))))
      expect(roots).toEqual(vector.roots)
      return true
    }
    case 'inclusion':
      return isIncluded(
        { index: BigInt(vector.index), size: BigInt(vector.size), hashes: vector.hashes.map(readHash) },
        readHash(vector.leafHash),
        readHash(vector.root),
      )
    case 'consistency':
      return isContinued(
        { from: BigInt(vector.from), to: BigInt(vector.to), hashes: vector.hashes.map(readHash) },
        readHash(vector.oldRoot),
        readHash(vector.newRoot),
      )
    case 'key':
      return (await readKey(vector.key)).written === vector.key
    case 'note':
      return isSignedBy(readNote(vector.note), await readKey(vector.key))
    case 'checkpoint': {
      const key = await readKey(vector.key)
      const note = readNote(vector.note)
      const checkpoint = readCheckpoint(note.text)
      if (vector.holds) expect([String(checkpoint.size), base64(checkpoint.root)]).toEqual([vector.size, vector.root])
      return checkpoint.origin === key.name && (await isSignedBy(note, key))
    }
    case 'leaf': {
      const { position, ...others } = readLeaf(readBase64(vector.leaf))
      expect({ ...others, position: Number(position) }).toEqual({ eventId: vector.eventId, position: vector.position, type: vector.type, at: vector.at })
      return true
    }
  }
}

describe('the vectors in docs/contract/log', () => {
  it('are there', () => expect(files.length).toBeGreaterThan(150))

  it.each(files)('%s', async (file) => {
    const vector = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vector
    const answer = await holds(vector).catch((error: unknown) => {
      if (error instanceof Malformed) return false
      throw error
    })
    expect(answer, vector.shows).toBe(vector.kind === 'tree' || vector.holds)
  })
})
