import { Malformed, readBase64, type Bytes } from './bytes'
import { hex, requireName, verifies, type VerifierKey } from './key'

/** A text with signatures under it (C2SP signed-note v1.0.0). Lines of unknown keys stand there for others. */
export interface SignedNote {
  readonly text: string
  readonly signatures: readonly Signature[]
}

export interface Signature {
  readonly name: string
  readonly keyId: string
  readonly bytes: Bytes
}

const MARK = '— '
const MOST_SIGNATURES = 100
const ID_LENGTH = 4

/** The note that this is; anything that is not exactly one is malformed. */
export function readNote(note: string): SignedNote {
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0 || !note.endsWith('\n')) throw new Malformed('a note is a text, an empty line and signatures')
  const text = note.slice(0, blank + 1)
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x09\x0b-\x1f\ufffd]/.test(text)) throw new Malformed("a note's text is lines without control characters")
  const signatures = note.slice(blank + 2).split('\n').slice(0, -1).map(readSignature)
  if (signatures.length === 0 || signatures.length > MOST_SIGNATURES)
    throw new Malformed(`a note has at least one signature and at most ${MOST_SIGNATURES}`)
  return { text, signatures }
}

function readSignature(line: string): Signature {
  const space = line.indexOf(' ', MARK.length)
  if (!line.startsWith(MARK) || space < 0) throw new Malformed("a signature's line is a dash, a name and base64")
  const name = line.slice(MARK.length, space)
  requireName(name)
  const signed = readBase64(line.slice(space + 1))
  if (signed.length <= ID_LENGTH) throw new Malformed("a signature follows the four bytes of its key's id")
  return { name, keyId: hex(signed.subarray(0, ID_LENGTH)), bytes: signed.slice(ID_LENGTH) }
}

/** The lines that claim to be this key's. */
export function claimedBy(note: SignedNote, key: VerifierKey): readonly Signature[] {
  return note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id)
}

/** Whether that key signed the text. A line that claims this key and does not verify spoils the note. */
export async function isSignedBy(note: SignedNote, key: VerifierKey): Promise<boolean> {
  const claimed = claimedBy(note, key)
  const good = await Promise.all(claimed.map(({ bytes }) => verifies(key, note.text, bytes)))
  return good.length > 0 && good.every(Boolean)
}
