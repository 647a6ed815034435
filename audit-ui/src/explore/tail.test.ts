import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditEvent, Page } from '../api'
import { Tail } from './tail'
import { merge } from './trail'

const event = (position: number): AuditEvent => ({
  position,
  id: `e${position}`,
  type: 'io.sealbook.secret.read.v1',
  at: '2026-11-22T06:00:00Z',
  actor: { id: 'a', kind: 'service' },
  action: 'secret.read',
  outcome: 'success',
  requestId: 'r',
})

/** A stream whose other end is this test. */
class Stream extends EventTarget {
  onopen: (() => void) | null = null
  onmessage: ((message: { data: string }) => void) | null = null
  onerror: (() => void) | null = null
  readyState = 0
  closed = false

  close() {
    this.closed = true
  }

  open() {
    this.readyState = 1
    this.onopen?.()
  }

  bring(...positions: number[]) {
    for (const position of positions) this.onmessage?.({ data: JSON.stringify(event(position)) })
  }
}

function tail(newest: Page<AuditEvent> = { items: [], asOf: 10 }) {
  const stream = new Stream()
  const made = new Tail({
    address: '/v1/audit/stream',
    since: 10,
    newest: () => Promise.resolve(newest),
    connect: () => stream as unknown as EventSource,
  })
  made.start()
  return { tail: made, stream }
}

const positions = (events: readonly AuditEvent[]) => events.map(({ position }) => position)

describe('the live end of a question', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('lets new events wait until they are taken', async () => {
    const { tail: live, stream } = tail()
    stream.open()
    stream.bring(11, 12)
    await vi.advanceTimersByTimeAsync(500)
    expect(positions(live.snapshot().pending)).toEqual([12, 11])
    expect(live.snapshot().shown).toEqual([])
    live.take()
    expect(live.snapshot()).toMatchObject({ pending: [], shown: [{ position: 12 }, { position: 11 }] })
  })

  it('tells its readers at most twice a second', async () => {
    const { tail: live, stream } = tail()
    stream.open()
    await vi.advanceTimersByTimeAsync(600)
    const told = vi.fn()
    live.subscribe(told)
    for (let at = 0; at < 100; at++) {
      stream.bring(11 + at)
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(told.mock.calls.length).toBeLessThanOrEqual(2)
    await vi.advanceTimersByTimeAsync(500)
    expect(live.snapshot().pending).toHaveLength(100)
  })

  it('fetches what happened between the first page and the opening of the stream, each event once', async () => {
    const { tail: live, stream } = tail({ items: [event(12), event(11), event(10)], asOf: 12 })
    stream.open()
    stream.bring(12, 13)
    await vi.advanceTimersByTimeAsync(500)
    expect(positions(live.snapshot().pending)).toEqual([13, 12, 11])
    expect(live.snapshot().gap).toBe(false)
  })

  it('says so when it cannot know all that it missed', async () => {
    const { tail: live, stream } = tail({ items: [event(300), event(299)], next: 'more', asOf: 300 })
    stream.open()
    await vi.advanceTimersByTimeAsync(500)
    expect(live.snapshot().gap).toBe(true)
  })

  it('says so when the stream has a gap', async () => {
    const { tail: live, stream } = tail()
    stream.open()
    stream.dispatchEvent(new Event('gap'))
    await vi.advanceTimersByTimeAsync(500)
    expect(live.snapshot().gap).toBe(true)
  })

  it('holds a thousand events and no more', async () => {
    const { tail: live, stream } = tail()
    stream.open()
    stream.bring(...Array.from({ length: 1200 }, (_, at) => 11 + at))
    await vi.advanceTimersByTimeAsync(500)
    expect(live.snapshot().pending).toHaveLength(1000)
    expect(live.snapshot().gap).toBe(true)
    expect(live['seen'].size).toBe(1000)
  })

  it('knows the newest again after a long time', async () => {
    const newest = { items: Array.from({ length: 200 }, (_, at) => event(3010 - at)), next: 'more', asOf: 3010 }
    const { tail: live, stream } = tail(newest)
    stream.bring(...Array.from({ length: 3000 }, (_, at) => 11 + at))
    live.take()
    stream.open()
    await vi.advanceTimersByTimeAsync(500)
    expect(live.snapshot().pending).toEqual([])
  })

  it('closes its stream, and keeps what it has', async () => {
    const { tail: live, stream } = tail()
    stream.open()
    stream.bring(11)
    live.stop()
    expect(stream.closed).toBe(true)
    expect(live.snapshot()).toMatchObject({ state: 'off', pending: [{ position: 11 }] })
    await vi.advanceTimersByTimeAsync(1000)
  })

  it('tells a stream that comes back from one that does not', () => {
    const { tail: live, stream } = tail()
    stream.onerror?.()
    expect(live.snapshot().state).toBe('connecting')
    stream.readyState = 2
    stream.onerror?.()
    expect(live.snapshot().state).toBe('lost')
  })
})

describe('rows', () => {
  it('hold each event once, the newest first', () => {
    expect(positions(merge([event(13), event(12)], [[event(12), event(11)], [event(10)]]))).toEqual([13, 12, 11, 10])
  })
})
