import { NoSignatures, utf8, type Bytes } from './bytes'

/** The hashes of the log's tree: SHA-256 as RFC 9162 §2.1.1 uses it. */
export const leafHash = (entry: Bytes) => sha256(Uint8Array.of(0x00), entry)
export const nodeHash = (left: Bytes, right: Bytes) => sha256(Uint8Array.of(0x01), left, right)
/** The root of a tree without entries. */
export const emptyRoot = () => sha256(utf8(''))

export async function sha256(...parts: readonly Bytes[]): Promise<Bytes> {
  // Absent where the page came neither over TLS nor from this machine.
  if ((crypto as Partial<Crypto>).subtle === undefined) throw new NoSignatures('this browser gives the page no WebCrypto')
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all))
}
