import { describe, expect, it } from 'vitest'
import { readHash, utf8, type Bytes } from './bytes'
import { isContinued } from './consistency'
import { isIncluded } from './inclusion'
import { checkpointOf } from './memory'
import { events, smallLog } from './small-log'
import { leafHash } from './tree'

const MOST = 17
const entries = Array.from({ length: MOST }, (_, at) => utf8(`entry ${at}`))
const log = await smallLog(entries)
const roots = await Promise.all(Array.from({ length: MOST + 1 }, async (_, size) => checkpointOf(await log.checkpoint(size)).root))
const rootOf = (size: number) => roots[size] ?? new Uint8Array()
const other = new Uint8Array(32).fill(7)

/** The ways in which a list of hashes is not the one that was given. */
function broken(hashes: readonly Bytes[]): readonly (readonly Bytes[])[] {
  const longer = [[...hashes, other], [other, ...hashes]]
  if (hashes.length === 0) return longer
  const changed = hashes.map((_, at) => hashes.map((hash, i) => (i === at ? other : hash)))
  return [...longer, hashes.slice(0, -1), hashes.slice(1), ...changed]
}

describe('trees of every small size', () => {
  it('prove every entry, and with a broken proof none', async () => {
    for (let size = 1; size <= MOST; size++)
      for (let index = 0; index < size; index++) {
        const event = { ...(events[0] as (typeof events)[number]), position: index }
        const hashes = (await log.inclusion(event, size)).hashes.map(readHash)
        const leaf = await leafHash(entries[index] ?? utf8(''))
        const proof = { index: BigInt(index), size: BigInt(size), hashes }
        expect(await isIncluded(proof, leaf, rootOf(size)), `${index} of ${size}`).toBe(true)
        expect(await isIncluded(proof, other, rootOf(size))).toBe(false)
        expect(await isIncluded(proof, leaf, rootOf(size - 1))).toBe(false)
        for (const at of [-1, 1]) expect(await isIncluded({ ...proof, index: BigInt(index + at) }, leaf, rootOf(size))).toBe(false)
        for (const list of broken(hashes)) expect(await isIncluded({ ...proof, hashes: list }, leaf, rootOf(size)), `${index} of ${size}, broken`).toBe(false)
      }
  })

  it('prove that every size continues every smaller one, and with a broken proof none', async () => {
    for (let to = 2; to <= MOST; to++)
      for (let from = 1; from < to; from++) {
        const hashes = (await log.consistency(from, to)).hashes.map(readHash)
        const proof = { from: BigInt(from), to: BigInt(to), hashes }
        expect(await isContinued(proof, rootOf(from), rootOf(to)), `${from} to ${to}`).toBe(true)
        expect(await isContinued(proof, other, rootOf(to))).toBe(false)
        expect(await isContinued(proof, rootOf(from), other)).toBe(false)
        for (const list of broken(hashes)) expect(await isContinued({ ...proof, hashes: list }, rootOf(from), rootOf(to)), `${from} to ${to}, broken`).toBe(false)
      }
  })
})
