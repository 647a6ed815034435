import { afterEach, describe, expect, it, vi } from 'vitest'
import { api, type AuditEvent, type Params } from '../api'
import { neighbours, sharing } from './related'

const START = Date.parse('2026-11-01T00:00:00Z')
const DAY = 86_400_000

const event = (position: number, at: number, secret = 'prod/db'): AuditEvent => ({
  position,
  id: `e${position}`,
  type: 'io.sealbook.secret.read.v1',
  at: new Date(at).toISOString(),
  actor: { id: 'a', kind: 'service' },
  action: 'secret.read',
  outcome: 'success',
  secret,
  requestId: position < 3 ? 'r' : `r${position}`,
})

/** The service's side of the bargain: newest first, `from` included, `to` excluded, pages of at most `size`. */
function serve(events: readonly AuditEvent[], size = 200) {
  return vi.spyOn(api, 'events').mockImplementation((params: Params) => {
    const get = (name: string) => params.find(([key]) => key === name)?.[1]
    const from = Date.parse(get('from') ?? '1970-01-01T00:00:00Z')
    const to = Date.parse(get('to') ?? '9999-01-01T00:00:00Z')
    const before = Number(get('cursor') ?? Infinity)
    const found = events
      .filter((each) => (get('secret') ?? each.secret) === each.secret && (get('requestId') ?? each.requestId) === each.requestId)
      .filter((each) => Date.parse(each.at) >= from && Date.parse(each.at) < to && each.position < before)
      .toSorted((a, b) => b.position - a.position)
    const items = found.slice(0, Math.min(size, Number(get('limit'))))
    const last = items.at(-1)
    return Promise.resolve({ items, asOf: events.length, ...(found.length > items.length && last && { next: String(last.position) }) })
  })
}

describe('the events beside one on its secret', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const spread = [event(0, START), event(1, START, 'prod/other'), event(2, START + 10 * DAY), event(3, START + 10 * DAY), event(4, START + 300 * DAY)]

  it.each([
    [0, undefined, 2],
    [2, 0, 3],
    [3, 2, 4],
    [4, 3, undefined],
  ])('of %i are %s and %s', async (position, previous, next) => {
    serve(spread)
    const here = spread.find((each) => each.position === position)
    const found = here && (await neighbours(here))
    expect([found?.previous?.position, found?.next?.position]).toEqual([previous, next])
  })

  it('are found behind several pages of a busy minute', async () => {
    const busy = Array.from({ length: 500 }, (_, at) => event(at, START + at))
    serve(busy)
    const [, second] = busy
    expect(second && (await neighbours(second)).next?.position).toBe(2)
  })

  it('cost little when they are near', async () => {
    const asked = serve(spread)
    const third = spread[2]
    if (third) await neighbours(third)
    expect(asked).toHaveBeenCalledTimes(2)
  })
})

describe('the events of the same request', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('are told in the order in which they happened, without the one asked about', async () => {
    const all = [event(0, START), event(1, START + 1), event(2, START + 2), event(3, START + 3)]
    serve(all)
    const [, second] = all
    expect(second && (await sharing(second, 'request')).map(({ position }) => position)).toEqual([0, 2])
  })
})
