import { describe, expect, it } from 'vitest'
import { endOf, instant, lastWords, parseMoment, rangeWords, startOf, utc } from './time'

const NOW = Date.parse('2026-11-22T06:00:00Z')
const edges = (text: string) => {
  const moment = parseMoment(text)
  if (!moment) return undefined
  return [startOf(moment, NOW), endOf(moment, NOW)].map((at) => (at === undefined ? 'none' : instant(at)))
}

describe('a moment', () => {
  it.each([
    ['now', ['2026-11-22T06:00:00Z', '2026-11-22T06:00:00Z']],
    ['all', ['none', 'none']],
    ['-24h', ['2026-11-21T06:00:00Z', '2026-11-21T06:00:00Z']],
    ['-90s', ['2026-11-22T05:58:30Z', '2026-11-22T05:58:30Z']],
    ['-2w', ['2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z']],
    ['2026', ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z']],
    ['2026-Q4', ['2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z']],
    ['2026-02', ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z']],
    ['2028-02-29', ['2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z']],
    ['2026-11-22T05:30', ['2026-11-22T05:30:00Z', '2026-11-22T05:30:00Z']],
    ['2026-11-22T05:30:15.250Z', ['2026-11-22T05:30:15.250Z', '2026-11-22T05:30:15.250Z']],
    ['2026-11-22T05:30:00+05:45', ['2026-11-21T23:45:00Z', '2026-11-21T23:45:00Z']],
  ])('%s is understood, in UTC wherever the reader is', (text, expected) => {
    expect(edges(text)).toEqual(expected)
  })

  it.each(['', 'yesterday', '24h', '-24y', '2026-13', '2026-02-30', '2026-Q5', '2026-11-22T25:00:00Z', '2026-11-22T05', '-', '-999999d'])(
    '“%s” is not',
    (text) => expect(parseMoment(text)).toBeUndefined(),
  )
})

describe('times in words', () => {
  it('are shown in UTC, in parts', () => {
    expect(utc('2026-11-22T00:00:05.070Z')).toEqual({ date: '2026-11-22', clock: '00:00:05', millis: '070' })
    expect(utc('not a time').clock).toBe('not a time')
  })

  it('say the last stretch as people do', () => {
    expect(lastWords('-1h')).toBe('Last hour')
    expect(lastWords('-30d')).toBe('Last 30 days')
    expect(lastWords('now')).toBeUndefined()
  })

  it('repeat the date only where it changes', () => {
    const at = (text: string) => Date.parse(text)
    expect(rangeWords(at('2026-11-22T05:00:00Z'), at('2026-11-22T06:00:00Z'))).toBe('2026-11-22 05:00 – 06:00 UTC')
    expect(rangeWords(at('2026-11-21T05:00:10Z'), at('2026-11-22T06:00:00Z'))).toBe('2026-11-21 05:00:10 – 2026-11-22 06:00:00 UTC')
  })
})
