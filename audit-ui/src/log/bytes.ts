/** Bytes as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>

export const HASH_LENGTH = 32
/** The largest size, index or position: 63 bits. */
export const MOST = 2n ** 63n - 1n

/** What was handed over is not what it should be: nothing was checked, and nothing is proved. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** This browser has no Ed25519, or no WebCrypto at all. A signature that cannot be checked is not a good one. */
export class NoSignatures extends Error {
  override readonly name = 'NoSignatures'
}

export function same(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text)
}

export function base64(bytes: Bytes): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** Standard base64 (RFC 4648 §4) in its one canonical form: padded, and no spare bit set. */
export function readBase64(text: string): Bytes {
  let bytes: Bytes
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    throw new Malformed('base64 was expected')
  }
  if (base64(bytes) !== text) throw new Malformed('base64 has one canonical form, and this is another')
  return bytes
}

/** A hash of 32 bytes. */
export function readHash(text: string): Bytes {
  const hash = readBase64(text)
  if (hash.length !== HASH_LENGTH) throw new Malformed('a hash is 32 bytes in base64')
  return hash
}
