import { describe, expect, it } from 'vitest'
import {
  empty,
  fields,
  include,
  isOpen,
  params,
  parse,
  questions,
  range,
  rangeLabel,
  serialise,
  toggle,
  within,
  withoutValues,
  type Query,
  type Term,
} from './language'

const NOW = Date.parse('2026-11-22T06:00:00Z')
const term = (field: Term['field'], value: string, not = false): Term => ({ field, value, not })

describe('a query', () => {
  it('is read from fields and values', () => {
    expect(parse('actor:billing -outcome:success secret:prod/** from:-7d to:now')).toEqual({
      query: {
        terms: [term('actor', 'billing'), term('outcome', 'success', true), term('secret', 'prod/**')],
        from: '-7d',
        to: 'now',
      },
      complaints: [],
    })
  })

  it('keeps white space together between quotes', () => {
    expect(parse(String.raw`actor:"Inès \"the\" Moreau" action:secret.read`).query.terms).toEqual([
      term('actor', 'Inès "the" Moreau'),
      term('action', 'secret.read'),
    ])
  })

  it('is the same after it was written and read again', () => {
    const values = ['a', 'svc:billing', 'two words', '"quoted"', String.raw`back\slash`, '-minus', 'prod/**', 'ünïcode', 'a:b:c', '!x', 'tab\there', String.raw`end\ `]
    let state = 7 // the seed: the failing round is named below
    const roll = (n: number) => (state = (state * 48271) % 2147483647) % n
    for (let round = 0; round < 500; round++) {
      const terms: Term[] = Array.from({ length: roll(4) }, () => {
        const field = fields[roll(fields.length)] ?? 'actor'
        return term(field, field === 'outcome' ? 'refused' : (values[roll(values.length)] ?? ''), roll(2) === 1)
      })
      const query: Query = { ...terms.reduce(include, empty), ...(roll(2) === 1 && { from: '-24h' }), ...(roll(2) === 1 && { to: '2026-Q3' }) }
      expect(parse(serialise(query)), `round ${round}: ${serialise(query)}`).toEqual({ query, complaints: [] })
    }
  })

  it('takes a bare word only where its form leaves no doubt', () => {
    expect(parse('refused prod/db -10.0.0.9 secret.read').query.terms).toEqual([
      term('outcome', 'refused'),
      term('secret', 'prod/db'),
      term('address', '10.0.0.9', true),
      term('action', 'secret.read'),
    ])
    expect(parse('billing').complaints).toEqual([{ word: 'billing', says: expect.stringContaining('actor:billing') as string }])
  })

  it.each([
    ['outcome:denied', 'success, refused, failed, alarm'],
    ['colour:red', 'there is no field “colour”'],
    ['from:yesterday', '-24h'],
    ['-from:-24h', 'cannot be excluded'],
    ['actor:', 'say which actor'],
  ])('explains %s', (text, says) => {
    const { query, complaints } = parse(text)
    expect(query).toEqual(empty)
    expect(complaints).toEqual([{ word: text, says: expect.stringContaining(says) as string }])
  })

  it('holds a term once, and never beside its opposite', () => {
    const wanted = term('actor', 'billing')
    const excluded = term('actor', 'billing', true)
    expect(include(include(empty, wanted), wanted).terms).toEqual([wanted])
    expect(include(include(empty, wanted), excluded).terms).toEqual([excluded])
    expect(toggle(include(empty, wanted), wanted).terms).toEqual([])
  })

  it('becomes parameters: repeated for either, with ! for not', () => {
    const { query } = parse('actor:a actor:b -secret:prod/** request:r1 from:-1h')
    expect(params(query, NOW)).toEqual([
      ['actor', 'a'],
      ['actor', 'b'],
      ['secret', '!prod/**'],
      ['requestId', 'r1'],
      ['from', '2026-11-22T05:00:00Z'],
    ])
  })

  it('is bounded unless somebody says otherwise', () => {
    expect(range(empty, NOW)).toEqual({ from: NOW - 86_400_000 })
    expect(range(parse('from:all').query, NOW)).toEqual({})
    expect(range(parse('to:2026-11-01').query, NOW)).toEqual({ to: Date.parse('2026-11-02T00:00:00Z') })
    expect(range(parse('from:2026-Q3 to:2026-Q3').query, NOW)).toEqual({
      from: Date.parse('2026-07-01T00:00:00Z'),
      to: Date.parse('2026-10-01T00:00:00Z'),
    })
  })

  it('says its range in words', () => {
    const label = (text: string) => rangeLabel(parse(text).query)
    expect(label('')).toBe('Last 24 hours')
    expect(label('from:-1h')).toBe('Last hour')
    expect(label('from:-7d to:now')).toBe('Last 7 days')
    expect(label('from:all')).toBe('All time')
    expect(label('from:2026-11-22T05:00:00Z to:2026-11-22T06:30:00Z')).toBe('2026-11-22 05:00 – 06:30 UTC')
    expect(label('from:2026-11-21')).toBe('Since 2026-11-21 00:00 UTC')
    expect(label('to:2026-11-21')).toBe('Until 2026-11-22 00:00 UTC')
    expect(label('from:-7d to:-1d')).toBe('-7d to -1d')
  })

  it('is open while its range ends now', () => {
    expect(isOpen(parse('from:-7d').query)).toBe(true)
    expect(isOpen(parse('to:now').query)).toBe(true)
    expect(isOpen(parse('to:2026').query)).toBe(false)
    expect(isOpen(parse('to:-1h').query)).toBe(false)
  })

  it('keeps its terms when the range changes', () => {
    const { query } = parse('actor:a from:-1h to:now')
    expect(serialise(within(query))).toBe('actor:a')
    expect(serialise(within(query, 'all'))).toBe('actor:a from:all')
  })

  it('keeps the patterns of a field when its values are counted', () => {
    const { query } = parse('secret:prod/** secret:prod/db -secret:prod/smtp actor:a')
    expect(serialise(withoutValues(query, 'secret'))).toBe('secret:prod/** actor:a')
  })
})

describe('the ready questions', () => {
  it.each(questions)('$asks is a query that we understand', ({ text }) => {
    const { query, complaints } = parse(text)
    expect(complaints).toEqual([])
    expect(serialise(query)).toBe(text)
  })
})
