import { Malformed, NoSignatures, readBase64, utf8, type Bytes } from './bytes'
import { sha256 } from './tree'

const ED25519 = 0x01
const KEY_LENGTH = 32

/** A public key that signs checkpoints (C2SP signed-note, the "vkey" form): a name, four bytes of its id, an Ed25519 key. */
export interface VerifierKey {
  readonly name: string
  /** Eight lower-case hexadecimal digits. */
  readonly id: string
  readonly raw: Bytes
  readonly written: string
}

/** The key in the form `name+id+base64`. */
export async function readKey(vkey: string): Promise<VerifierKey> {
  // Base64 may hold a plus sign, a name may not.
  const [name = '', id, ...rest] = vkey.split('+')
  if (id === undefined || rest.length === 0) throw new Malformed('a verifier key is name+id+base64')
  const typed = readBase64(rest.join('+'))
  if (typed.length !== 1 + KEY_LENGTH || typed[0] !== ED25519) throw new Malformed('a verifier key is of type Ed25519')
  requireName(name)
  const hash = await sha256(utf8(`${name}\n`), typed)
  if (id !== hex(hash.subarray(0, 4))) throw new Malformed("the verifier key's id is not that of its name and bytes")
  return { name, id, raw: typed.slice(1), written: vkey }
}

export async function verifies(key: VerifierKey, text: string, signature: Bytes): Promise<boolean> {
  const imported = await importKey(key.raw)
  try {
    return await crypto.subtle.verify('Ed25519', imported, signature, utf8(text))
  } catch {
    return false
  }
}

async function importKey(raw: Bytes): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
  } catch (cause) {
    throw new NoSignatures('this browser cannot check signatures', { cause })
  }
}

export function hex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function requireName(name: string) {
  if (name === '' || /[\p{Z}\p{Cc}+]/u.test(name)) throw new Malformed("a key's name is not empty and has neither spaces nor plus signs")
}
