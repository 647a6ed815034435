import { describe, expect, it } from 'vitest'
import type { Bucket } from '../api'
import { columns, sum, tickWords, total, zoomed } from './chart'

const hour = (at: number, counts: Bucket['counts']): Bucket => ({
  from: new Date(Date.UTC(2026, 10, 22, at)).toISOString(),
  to: new Date(Date.UTC(2026, 10, 22, at + 1)).toISOString(),
  counts,
})
const day = [hour(0, { success: 5, refused: 1 }), hour(1, {}), hour(2, { success: 2, refused: 0, failed: 3, alarm: 1 })]

describe('the histogram', () => {
  it('stacks outcomes: each column holds its own and all below, the tallest first; what adds nothing has none', () => {
    const [times, ...stacks] = columns(day)
    expect(times).toEqual([0, 1, 2].map((at) => Date.UTC(2026, 10, 22, at) / 1000))
    expect(stacks).toEqual([
      [null, null, 6],
      [null, null, 5],
      [6, null, null],
      [5, null, 2],
    ])
  })

  it('counts', () => {
    expect(day.map(total)).toEqual([6, 0, 6])
    expect(sum(day, 'success')).toBe(7)
  })

  it('zooms to whole buckets', () => {
    const at = (text: string) => Date.parse(`2026-11-22T${text}Z`)
    expect(zoomed(day, at('00:30:00'), at('01:10:00'))).toEqual({ from: at('00:00:00'), to: at('02:00:00') })
    expect(zoomed(day, at('05:00:00'), at('06:00:00'))).toBeUndefined()
  })

  it('names a day where it begins, in UTC', () => {
    const seconds = (text: string) => Date.parse(text) / 1000
    expect(tickWords(['2026-11-21T22:00Z', '2026-11-22T00:00Z', '2026-11-22T02:00Z'].map(seconds))).toEqual(['22:00', '11-22', '02:00'])
    expect(tickWords(['2026-11-21T00:00Z', '2026-11-22T00:00Z'].map(seconds))).toEqual(['11-21', '11-22'])
    expect(tickWords(['2026-11-21T10:00:00Z', '2026-11-21T10:00:15Z'].map(seconds))).toEqual(['10:00:00', '10:00:15'])
  })
})
