import { Malformed, MOST, type Bytes } from './bytes'

/** What an entry of the log, version sl/1, tells in the clear. Everything else in it is a commitment. */
export interface Leaf {
  readonly eventId: string
  readonly position: bigint
  readonly type: string
  readonly at: string
}

const HASH = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]'
const NUMBER = '0|[1-9][0-9]{0,18}'
/** Canonical JSON (RFC 8785): an entry has this one form, and no character in it needs an escape. */
const FORM = new RegExp(
  '^\\{' +
    [
      '"at":"(?<at>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)"',
      `"ch":"(?<ch>(?:${HASH})?)"`,
      '"eid":"(?<eid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"',
      `"pc":"(?<pc>(?:${HASH})?)"`,
      `"pos":"(?<pos>${NUMBER})"`,
      `"sd":\\[(?<sd>(?:"${HASH}"(?:,"${HASH}")*)?)\\]`,
      '"seq":"(?<seq>[1-9][0-9]{0,18})"',
      '"tag":"[A-Za-z0-9_-]{21}[AQgw]"',
      '"typ":"(?<typ>[a-z0-9]+(?:[._-][a-z0-9]+)*)"',
      '"v":"sl/1"',
    ].join(',') +
    '\\}$',
)

/** The leaf that these bytes are; anything but the one canonical form is malformed. */
export function readLeaf(bytes: Bytes): Leaf {
  const { at = '', ch, eid = '', pc, pos = '', sd = '', seq = '', typ = '' } = FORM.exec(latin1(bytes))?.groups ?? {}
  const digests = sd.split(',')
  if (
    eid === '' ||
    !isTime(at) ||
    BigInt(pos) > MOST ||
    BigInt(seq) > MOST ||
    typ.length > 128 ||
    (ch !== '' && pc === '') ||
    digests.length > 1_000 ||
    digests.some((digest, index) => index > 0 && digest <= (digests[index - 1] ?? ''))
  )
    throw new Malformed('an entry is canonical JSON with exactly the members of version sl/1')
  return { eventId: eid, position: BigInt(pos), type: typ, at }
}

/** Whether these bytes say that they are an entry of this version; others come from a newer Sealbook. */
export function hasKnownVersion(bytes: Bytes): boolean {
  return latin1(bytes).endsWith(',"v":"sl/1"}')
}

function latin1(bytes: Bytes): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function isTime(text: string): boolean {
  const time = new Date(text)
  return !Number.isNaN(time.getTime()) && time.toISOString() === text
}
