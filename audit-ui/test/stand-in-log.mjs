// The log behind the stand-in: a real tree over its events, signed by a key of its own. Every answer covers all events.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'

const ORIGIN = 'stand-in.example/log'
const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const base64 = (bytes) => bytes.toString('base64')

function leaf({ position, id, at, type }) {
  const pad = (text) => sha(`${text} ${id}`).toString('base64url')
  const tag = sha(id).subarray(0, 16).toString('base64url')
  const sd = ['one', 'two', 'three'].map(pad).sort()
  return Buffer.from(JSON.stringify({ at, ch: '', eid: id, pc: '', pos: String(position), sd, seq: '1', tag, typ: type, v: 'sl/1' }))
}

/** The largest power of two that is smaller. */
const split = (size) => 2 ** Math.ceil(Math.log2(size) - 1)

export function standInLog(events) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const typed = Buffer.concat([Buffer.of(1), publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)])
  const keyId = sha(`${ORIGIN}\n`, typed).subarray(0, 4)
  const key = `${ORIGIN}+${keyId.toString('hex')}+${base64(typed)}`
  const full = new Map()

  function root(from, to) {
    if (to - from === 1) return sha(Buffer.of(0), leaf(events[from].event))
    const name = `${from} ${to}`
    const known = full.get(name)
    if (known) return known
    const middle = from + split(to - from)
    const hash = sha(Buffer.of(1), root(from, middle), root(middle, to))
    if (Number.isInteger(Math.log2(to - from))) full.set(name, hash)
    return hash
  }

  function path(index, from, to) {
    if (to - from === 1) return []
    const middle = from + split(to - from)
    return index < middle ? [...path(index, from, middle), root(middle, to)] : [...path(index, middle, to), root(from, middle)]
  }

  function growth(old, from, to, known) {
    if (old === to) return known ? [] : [root(from, to)]
    const middle = from + split(to - from)
    return old <= middle ? [...growth(old, from, middle, known), root(middle, to)] : [...growth(old, middle, to, false), root(from, middle)]
  }

  const checkpoint = () => {
    const text = `${ORIGIN}\n${events.length}\n${base64(root(0, events.length))}\n`
    return `${text}\n— ${ORIGIN} ${base64(Buffer.concat([keyId, sign(null, Buffer.from(text), privateKey)]))}\n`
  }
  return {
    checkpoint,
    keys: () => ({ keys: [{ name: ORIGIN, algorithm: 'Ed25519', key }] }),
    inclusion: ({ position, id, at, type }) => {
      const size = events.length
      return {
        eventId: id,
        index: position,
        size,
        root: base64(root(0, size)),
        leaf: base64(leaf({ position, id, at, type })),
        hashes: path(position, 0, size).map(base64),
        checkpoint: checkpoint(),
      }
    },
    /** None between sizes that the log never had. */
    consistency: (from, to) => (from > 0 && from <= to && to <= events.length ? { from, to, hashes: growth(from, 0, to, true).map(base64) } : undefined),
  }
}
