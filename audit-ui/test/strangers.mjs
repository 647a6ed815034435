// Lets tools of others judge a published log. Nothing of ours helps them, except that this knows where a tile stands.
//   node test/strangers.mjs DIRECTORY KEY [DISCLOSURES]
//   DIRECTORY     a log as C2SP tlog-tiles has it, such as SEALBOOK_DATA/log: the checkpoint, and below tile/ the rest
//   KEY           the log's verifier key, name+id+base64, as /v1/log/keys tells it
//   DISCLOSURES   optional: a file with a line for each, the index of an entry and the disclosure: "17 WyJ…"
// One line for each tool. Ends with 0 when all of them accept, with 1 when one rejects.
import { Disclosure } from '@sd-jwt/utils'
import { verifyTLogInclusion } from '@sigstore/verify/dist/tlog/index.js'
import canonicalize from 'canonicalize'
import { createHash, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const HASH = 32
const FULL = 256
const CHOSEN = 500

const [directory, key, disclosures] = process.argv.slice(2)
if (!key) {
  console.error('usage: node test/strangers.mjs DIRECTORY KEY [DISCLOSURES]')
  process.exit(2)
}

const checkpoint = readFileSync(join(directory, 'checkpoint'), 'utf8')
const [, size, root] = checkpoint.split('\n').map((line, at) => (at === 1 ? Number(line) : line))
const log = authority(key)
const read = new Map()

const verdicts = [
  judge('@sigstore/verify', signatureAndInclusion),
  judge('canonicalize', bytesOfEntries),
  judge('node:crypto', wholeTree),
  ...(disclosures ? [judge('@sd-jwt/utils', disclosedFields)] : []),
]
process.exit(verdicts.every((accepted) => accepted) ? 0 : 1)

function judge(tool, check) {
  try {
    console.log(`accepted by ${tool}: ${check()}`)
    return true
  } catch (error) {
    console.log(`REJECTED by ${tool}: ${error.message}`)
    return false
  }
}

// --- what the tools are asked --------------------------------------------------------------------------------------

/** The first and the last entry of each bundle, and some that the root chooses, so that the log cannot. */
function signatureAndInclusion() {
  const edges = Array.from({ length: size }, (_, index) => index).filter((index) => index % FULL === 0 || (index + 1) % FULL === 0)
  const chosen = Array.from({ length: CHOSEN }, (_, k) => Number(sha256(`${root} ${k}`).readBigUInt64BE() % BigInt(size)))
  const indexes = new Set([...edges, size - 1, ...chosen])
  for (const index of indexes) {
    const inclusionProof = {
      logIndex: String(index),
      treeSize: String(size),
      hashes: path(index, 0, size),
      checkpoint: { envelope: checkpoint },
    }
    verifyTLogInclusion({ canonicalizedBody: entry(index), inclusionProof }, [log])
  }
  return `the signature of ${log.baseURL} over ${size} entries, and the inclusion of ${indexes.size} of them`
}

/** Every entry is its own canonical form (RFC 8785). */
function bytesOfEntries() {
  for (let index = 0; index < size; index++) {
    const bytes = entry(index)
    if (!Buffer.from(canonicalize(JSON.parse(bytes))).equals(bytes)) throw new Error(`entry ${index} is not in canonical form`)
  }
  return `the bytes of ${size} entries`
}

/** Every hash of every tile, up to the root (RFC 9162 §2.1.1). */
function wholeTree() {
  for (let index = 0; index < size; index++) {
    if (!leaf(entry(index)).equals(hash(0, index))) throw new Error(`entry ${index} does not have the hash in its tile`)
  }
  for (let level = 1; width(level) > 0; level++) {
    for (let index = 0; index < width(level); index++) {
      const below = Array.from({ length: FULL }, (_, at) => hash(level - 1, index * FULL + at))
      if (!fold(below).equals(hash(level, index))) throw new Error(`tile ${index} of level ${level - 1} is not what the level above says`)
    }
  }
  if (range(0, size).toString('base64') !== root) throw new Error('the tiles make another root than the checkpoint says')
  return `the hashes of ${size} entries, and the root that they make`
}

/** What was told of some entries is what they commit to (RFC 9901 §4.2). */
function disclosedFields() {
  const told = readFileSync(disclosures, 'utf8').trimEnd().split('\n')
  for (const line of told) {
    const [index, encoded] = line.split(' ')
    const disclosure = Disclosure.fromEncodeSync(encoded, { alg: 'sha-256', hasher: sha256 })
    const { sd } = JSON.parse(entry(Number(index)))
    if (!disclosure.key || !sd.includes(disclosure.digestSync({ alg: 'sha-256', hasher: sha256 }))) {
      throw new Error(`entry ${index} commits to no such field: ${encoded}`)
    }
  }
  return `${told.length} disclosures`
}

// --- the log's layout (C2SP tlog-tiles) ----------------------------------------------------------------------------

/** A key of a signed note: its name, and under the id the algorithm, 1 for Ed25519, and the 32 bytes. */
function authority(written) {
  const [, name, id, algorithmAndKey] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(written)
  const prefix = Buffer.from('302a300506032b6570032100', 'hex')
  const publicKey = createPublicKey({
    key: Buffer.concat([prefix, Buffer.from(algorithmAndKey, 'base64').subarray(1)]),
    format: 'der',
    type: 'spki',
  })
  return { logID: Buffer.from(id, 'hex'), publicKey, baseURL: name }
}

/** How many hashes a level has. */
function width(level) {
  return Math.floor(size / FULL ** level)
}

function tile(level, index, total) {
  const groups = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').match(/\d{3}/g)
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  const held = Math.min(FULL, total - index * FULL)
  return readFileSync(join(directory, 'tile', String(level), held < FULL ? `${name}.p/${held}` : name))
}

/** Each tile and bundle is read once. */
function kept(name, make) {
  if (!read.has(name)) read.set(name, make())
  return read.get(name)
}

function hash(level, index) {
  const number = Math.floor(index / FULL)
  const bytes = kept(`${level}/${number}`, () => tile(level, number, width(level)))
  const at = (index % FULL) * HASH
  if (bytes.length < at + HASH) throw new Error(`tile ${number} of level ${level} is too short`)
  return bytes.subarray(at, at + HASH)
}

function entry(index) {
  const number = Math.floor(index / FULL)
  const found = kept(`entries/${number}`, () => entries(tile('entries', number, size)))[index % FULL]
  if (!found) throw new Error(`there is no entry ${index}`)
  return found
}

function entries(bundle) {
  const found = []
  for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
    found.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)))
  }
  return found
}

// --- the tree (RFC 9162 §2.1) --------------------------------------------------------------------------------------

/** PATH(index, D[from:to]) */
function path(index, from, to) {
  if (to - from === 1) return []
  const middle = from + split(to - from)
  return index < middle ? [...path(index, from, middle), range(middle, to)] : [...path(index, middle, to), range(from, middle)]
}

/** MTH(D[from:to]), from the tiles. */
function range(from, to) {
  const count = to - from
  const height = Math.log2(count)
  if (Number.isInteger(height)) {
    const level = Math.floor(height / 8)
    const hashes = 2 ** (height % 8)
    const first = (from / count) * hashes
    return kept(`${from}-${to}`, () => fold(Array.from({ length: hashes }, (_, at) => hash(level, first + at))))
  }
  return node(range(from, from + split(count)), range(from + split(count), to))
}

/** The largest power of two below the count. */
function split(count) {
  return 2 ** (31 - Math.clz32(count - 1))
}

function fold(hashes) {
  return hashes.length === 1 ? hashes[0] : node(fold(hashes.slice(0, hashes.length / 2)), fold(hashes.slice(hashes.length / 2)))
}

function leaf(bytes) {
  return createHash('sha256').update(Buffer.of(0)).update(bytes).digest()
}

function node(left, right) {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}

function sha256(text) {
  return createHash('sha256').update(text).digest()
}
