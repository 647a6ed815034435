// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answer } from '../stage'
import { utf8 } from './bytes'
import { answersOf, entry, events, smallLog } from './small-log'
import { memory, type Finding } from './memory'
import { look, seen } from './watch'

const log = await smallLog()
/** The same key, another third entry. */
const forged = { ...log, ...(await forge()) }

async function forge() {
  const other = await smallLog(events.map((event, at) => (at === 2 ? utf8('another entry') : entry(event))))
  const rewritten = (size: number) => other.checkpoint(size).then((note) => log.checkpoint(size, note.slice(0, note.indexOf('\n\n') + 1)))
  return { checkpoint: (size = 20) => rewritten(size), consistency: other.consistency }
}

const kept = () => memory.read()?.checkpoint
const found = (): Finding['kind'] | undefined => memory.read()?.finding?.kind
const visit = (size: number, shown = log) => {
  const asked = answer(answersOf(shown, size))
  return look(undefined, 1).then((result) => ({ result, asked }))
}

describe('the watch over the log', () => {
  afterEach(() => {
    localStorage.clear()
    vi.unstubAllGlobals()
  })

  it('pins the key on the first visit, and remembers the checkpoint', async () => {
    const { result } = await visit(5)
    expect(result).toMatchObject({ kind: 'first', key: { written: log.vkey } })
    expect(memory.read()).toMatchObject({ key: log.vkey, checkpoint: await log.checkpoint(5) })
  })

  it('pins nothing that no published key signed', async () => {
    const stranger = await smallLog(log.entries)
    answer({ ...answersOf(log, 5), 'GET /log/checkpoint': () => stranger.checkpoint(5) })
    expect((await look(undefined, 1)).kind).toBe('unsigned')
    expect(memory.read()).toBeUndefined()
  })

  it('remembers a larger checkpoint once it is proved to continue the last one', async () => {
    await visit(5)
    const { result, asked } = await visit(12)
    expect(result).toMatchObject({ kind: 'continued', from: 5n })
    expect(asked.map(({ url }) => url.search)).toContain('?from=5&to=12')
    expect(kept()).toBe(await log.checkpoint(12))
    expect(found()).toBeUndefined()
  })

  it('takes the same checkpoint again without a question', async () => {
    await visit(5)
    const { result, asked } = await visit(5)
    expect(result.kind).toBe('continued')
    expect(asked.filter(({ url }) => url.pathname.includes('consistency'))).toEqual([])
  })

  it('waits for a cache that lags, and not for ever', async () => {
    await visit(12)
    let asks = 0
    answer({ ...answersOf(log), 'GET /log/checkpoint': () => log.checkpoint(++asks < 3 ? 5 : 12) })
    expect((await look(undefined, 1)).kind).toBe('continued')
    expect(found()).toBeUndefined()
  })

  it('finds that the log shrank, and remembers what it was', async () => {
    await visit(12)
    await visit(5)
    expect(found()).toBe('shrunk')
    expect(kept()).toBe(await log.checkpoint(12))
    expect(memory.read()?.finding?.found).toBe(await log.checkpoint(5))
  })

  it('finds two roots at one size', async () => {
    await visit(12)
    await visit(12, forged)
    expect(found()).toBe('forked')
  })

  it('finds growth that continues something else', async () => {
    await visit(12)
    await visit(15, forged)
    expect(found()).toBe('inconsistent')
    expect(memory.read()?.finding?.hashes).toEqual((await forged.consistency(12, 15)).hashes)
    expect(kept()).toBe(await log.checkpoint(12))
  })

  it('finds hashes that are none', async () => {
    await visit(12)
    answer({ ...answersOf(log, 15), 'GET /v1/log/proofs/consistency': { body: { from: 12, to: 15, hashes: ['no base64'] } } })
    await look(undefined, 1)
    expect(found()).toBe('inconsistent')
  })

  it('remembers nothing new as long as the log does not show how it grew', async () => {
    await visit(5)
    answer({ ...answersOf(log, 12), 'GET /v1/log/proofs/consistency': { status: 503, body: { title: 'Later' } } })
    expect(await look(undefined, 1)).toEqual({ kind: 'unshown', from: 5n })
    expect(kept()).toBe(await log.checkpoint(5))
    expect(found()).toBeUndefined()
  })

  it('finds another key, in the list and under the checkpoint', async () => {
    const stranger = await smallLog(log.entries)
    await visit(5)
    await visit(12, stranger)
    expect(found()).toBe('otherKey')
    expect(memory.read()?.key).toBe(log.vkey)

    localStorage.clear()
    await visit(5)
    expect((await seen(await stranger.checkpoint(12), memory.read())).kind).toBe('contradicted')
    expect(found()).toBe('otherKey')
  })

  it('finds a checkpoint that the pinned key did not sign', async () => {
    await visit(5)
    const note = (await log.checkpoint(12)).replace('\n12\n', '\n13\n')
    await seen(note, memory.read())
    expect(found()).toBe('unsigned')
  })

  it('keeps the first finding, whatever is shown afterwards', async () => {
    await visit(12)
    await visit(5)
    const finding = memory.read()?.finding
    expect((await visit(20)).result).toEqual({ kind: 'contradicted', finding })
    expect(memory.read()?.finding).toEqual(finding)
    expect(kept()).toBe(await log.checkpoint(12))
  })

  it('takes an answer that was asked for before a larger one came, if both are of one log', async () => {
    await visit(5)
    const before = memory.read()
    await visit(15)
    answer(answersOf(log))
    expect((await seen(await log.checkpoint(12), before)).kind).toBe('continued')
    expect(kept()).toBe(await log.checkpoint(15))
    expect((await seen(await forged.checkpoint(12), before)).kind).toBe('contradicted')
    expect(found()).toBe('inconsistent')
  })

  it('compares again when another tab was faster', async () => {
    await visit(5)
    const before = memory.read()
    const answers = answersOf(log)
    let asks = 0
    answer({
      ...answers,
      'GET /v1/log/proofs/consistency': async (url) => {
        if (asks++ === 0) memory.write({ key: log.vkey, since: '2026-11-22T06:00:00Z', checkpoint: await log.checkpoint(15) })
        return log.consistency(Number(url.searchParams.get('from')), Number(url.searchParams.get('to')))
      },
    })
    expect(await seen(await log.checkpoint(12), before)).toMatchObject({ kind: 'continued', from: 15n })
    expect(asks).toBe(2)
    expect(kept()).toBe(await log.checkpoint(15))
  })

  it.each(['{"key":', '{}', 'null', '{"key":"k","since":"2026-11-22T06:00:00Z","checkpoint":"no note"}'])('finds a memory that cannot be read, and keeps it: %s', async (text) => {
    localStorage.setItem('sealbook.log', text)
    expect(found()).toBe('unreadable')
    expect((await visit(5)).result.kind).toBe('contradicted')
    expect(localStorage.getItem('sealbook.log')).toBe(text)
  })
})
