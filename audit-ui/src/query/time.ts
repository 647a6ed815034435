/**
 * Moments as people write them in a query: `-24h`, `now`, `2026`, `2026-Q3`, `2026-11`, `2026-11-22`, an RFC 3339
 * instant, or `all`. Whatever names no zone is UTC.
 */
export type Moment =
  | { readonly kind: 'all' }
  | { readonly kind: 'now' }
  | { readonly kind: 'ago'; readonly millis: number }
  | { readonly kind: 'span'; readonly start: number; readonly end: number }

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const DAY = 86_400_000

export function parseMoment(text: string): Moment | undefined {
  const word = text.trim()
  if (word === 'all') return { kind: 'all' }
  if (word === 'now') return { kind: 'now' }

  const ago = /^-(\d{1,5})([smhdw])$/.exec(word)
  if (ago) return { kind: 'ago', millis: Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0) }

  const quarter = /^(\d{4})-[qQ]([1-4])$/.exec(word)
  if (quarter) {
    const year = Number(quarter[1])
    const month = (Number(quarter[2]) - 1) * 3
    return span(Date.UTC(year, month), Date.UTC(year, month + 3))
  }

  const date = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(word)
  if (date) {
    const year = Number(date[1])
    if (date[2] === undefined) return span(Date.UTC(year, 0), Date.UTC(year + 1, 0))
    const month = Number(date[2]) - 1
    if (month < 0 || month > 11) return undefined
    if (date[3] === undefined) return span(Date.UTC(year, month), Date.UTC(year, month + 1))
    const start = Date.UTC(year, month, Number(date[3]))
    return new Date(start).getUTCMonth() === month ? span(start, start + DAY) : undefined
  }

  const instant = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/i.exec(word)
  if (instant) {
    const [, day = '', clock = '', seconds = ':00', zone = 'Z'] = instant
    const at = Date.parse(`${day}T${clock}${seconds.slice(0, 7)}${zone.toUpperCase()}`)
    return Number.isNaN(at) ? undefined : span(at, at)
  }
  return undefined
}

function span(start: number, end: number): Moment {
  return { kind: 'span', start, end }
}

/** The instant at which a range that is written `from:` this begins; undefined: no bound. */
export function startOf(moment: Moment, now: number): number | undefined {
  switch (moment.kind) {
    case 'all':
      return undefined
    case 'now':
      return now
    case 'ago':
      return now - moment.millis
    case 'span':
      return moment.start
  }
}

/** The instant at which a range that is written `to:` this ends; a day, month or quarter is included whole. */
export function endOf(moment: Moment, now: number): number | undefined {
  return moment.kind === 'span' ? moment.end : startOf(moment, now)
}

/** `2026-11-22T06:00:00Z`, with milliseconds only where there are some: what a query is written with. */
export function instant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }

/** "Last 24 hours" for `-24h`; undefined when it is not of that form. */
export function lastWords(text: string): string | undefined {
  const ago = /^-(\d{1,5})([smhdw])$/.exec(text)
  if (!ago) return undefined
  const amount = Number(ago[1])
  const unit = UNIT_WORDS[ago[2] ?? ''] ?? ''
  return amount === 1 ? `Last ${unit}` : `Last ${amount} ${unit}s`
}

const two = (n: number) => String(n).padStart(2, '0')

export interface Shown {
  readonly date: string
  readonly clock: string
  readonly millis: string
}

/** The three parts of a time in UTC that the page shows with different weight. */
export function utc(iso: string): Shown {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return { date: '', clock: iso, millis: '' }
  return {
    date: `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`,
    clock: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`,
    millis: String(at.getUTCMilliseconds()).padStart(3, '0'),
  }
}

/** The same moment on the reader's own clock, zone named. */
export function local(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(at)
}

/** `2026-11-22 05:00 – 06:30 UTC`: seconds only where they say something, the second date only where it differs. */
export function rangeWords(from: number, to: number): string {
  const exact = from % 60_000 !== 0 || to % 60_000 !== 0
  const part = (at: number) => {
    const { date, clock } = utc(new Date(at).toISOString())
    return { date, clock: exact ? clock : clock.slice(0, 5) }
  }
  const a = part(from)
  const b = part(to)
  return `${a.date} ${a.clock} – ${a.date === b.date ? '' : `${b.date} `}${b.clock} UTC`
}
