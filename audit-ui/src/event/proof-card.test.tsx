// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AuditEvent, Inclusion } from '../api'
import { LogBanner } from '../log/banner'
import { base64 } from '../log/bytes'
import { answersOf, entry, events, smallLog } from '../log/small-log'
import { memory } from '../log/memory'
import { answer, stage, type Answers } from '../stage'
import { ProofCard } from './proof-card'

const log = await smallLog()
const event = events[6] as AuditEvent
const ROUTE = 'GET /v1/log/proofs/inclusion'

function show(answers: Answers, shown = event) {
  answer({ ...answersOf(log), ...answers })
  stage(
    <>
      <LogBanner />
      <ProofCard event={shown} />
    </>,
  )
}
const lie = (change: (honest: Inclusion) => Partial<Inclusion>): Answers => ({
  [ROUTE]: async () => {
    const honest = await log.inclusion(event)
    return { ...honest, ...change(honest) }
  },
})
const said = (state: string) =>
  vi.waitFor(() => {
    const card = screen.getByRole('region', { name: 'Inclusion proof' })
    expect(card.dataset['state']).toBe(state)
    return card.textContent
  }, 10_000)

describe('the proof card', () => {
  afterEach(() => {
    cleanup()
    localStorage.clear()
    vi.unstubAllGlobals()
  })

  it('says exactly what was proved, and on whose word', async () => {
    show({})
    expect(screen.getByText('Checking this event against the log.')).toBeTruthy()
    const words = await said('proved')
    expect(words).toContain(`Included in checkpoint of 20 entries signed by key ${log.vkey.split('+').slice(0, 2).join('+')}`)
    expect(words).toContain('Trusted on first use')
    expect(words).toContain(log.vkey)
    expect(words).toContain('The first checkpoint that this browser was shown.')
    expect(words).not.toMatch(/secure|verified/i)
  })

  it('says what the proof continues, on a later visit', async () => {
    memory.write({ key: log.vkey, since: '2026-11-01T08:00:00Z', checkpoint: await log.checkpoint(5) })
    show({})
    const words = await said('proved')
    expect(words).toContain('Pinned by this browser on 2026-11-01')
    expect(words).toContain('Continues the checkpoint of 5 entries')
  })

  it.each<[string, Answers | AuditEvent, string]>([
    ['a hash is missing', lie(({ hashes }) => ({ hashes: hashes.slice(1) })), 'the hashes do not lead from the entry to the root'],
    ['the entry is that of another event', lie(() => ({ leaf: base64(entry(events[7] as AuditEvent)) })), 'the entry in the log is that of another event'],
    ['the answer is about another event', lie(() => ({ eventId: 'another' })), 'the entry in the log is that of another event'],
    ['the index is another', lie(() => ({ index: 7 })), 'the entry in the log says position 6, this page 6 and the proof 7'],
    ['the page shows another position', { ...event, position: 5 }, 'the entry in the log says position 6, this page 5 and the proof 6'],
    ['the page shows another type', { ...event, type: 'io.sealbook.secret.deleted.v1' }, 'the entry in the log says io.sealbook.secret.read.v1'],
    ['the page shows another time', { ...event, at: '2026-11-22T06:00:00.124Z' }, 'the entry in the log says io.sealbook.secret.read.v1 at 2026-11-22T06:00:00.123Z'],
    ['the entry is malformed', lie(({ leaf }) => ({ leaf: base64(Uint8Array.from(atob(leaf).replace('{', '{ '), (c) => c.charCodeAt(0))) })), 'the entry in the log is malformed'],
    ['the signed checkpoint has another size', { [ROUTE]: async () => ({ ...(await log.inclusion(event)), checkpoint: await log.checkpoint(19) }) }, 'the signed checkpoint speaks of another tree'],
    ['a stranger signed', { [ROUTE]: async () => ({ ...(await log.inclusion(event)), checkpoint: await (await smallLog(log.entries)).checkpoint() }) }, 'no key that the log publishes signed the checkpoint'],
  ])('disproves when %s', async (_, change, words) => {
    if ('position' in change) show({}, change as AuditEvent)
    else show(change)
    // The log answers by id, so an event that the page shows wrongly still gets its own proof.
    expect(await said('disproved')).toContain(`Disproved: ${words}`)
  })

  it('disproves when the log contradicts what the browser knew, under a banner that has no way to be closed', async () => {
    memory.write({ key: log.vkey, since: '2026-11-01T08:00:00Z', checkpoint: await log.checkpoint(5, `${log.origin}\n5\n${base64(new Uint8Array(32))}\n`) })
    show({})
    expect(await said('disproved')).toContain('the log contradicts what this browser was shown before')
    const banner = screen.getByRole('region', { name: 'Alarm of the log' })
    expect(banner.textContent).toContain('The log has another history than before')
    expect(banner.textContent).toContain('Keep this browser’s data for this site')
    expect([...banner.querySelectorAll('button')].map((button) => button.getAttribute('aria-label'))).toEqual(['Copy evidence'])
  })

  it('waits for a checkpoint that covers the event', async () => {
    let asks = 0
    const answers = answersOf(log)
    answer({ ...answers, [ROUTE]: { status: 503, body: { code: 'not-covered-yet', title: 'Not covered yet' } } })
    stage(<ProofCard event={event} />)
    await screen.findByText(/Not covered yet: no checkpoint of the log reaches this event. Asking again/)
    answer({ ...answers, [ROUTE]: () => (asks++, log.inclusion(event)) })
    await said('proved')
    expect(asks).toBe(1)
  })

  it('never passes what this browser cannot check', async () => {
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'))
    show({})
    expect(await said('unchecked')).toContain('Could not check: this browser cannot check signatures, use sealbook-verify.')
    expect(memory.read()).toBeUndefined()
  })

  it.each<[string, Answers, string]>([
    ['the log does not show how it grew', { 'GET /v1/log/proofs/consistency': { status: 500, body: { title: 'Broken' } } }, 'the log did not show how it grew from the 5 entries'],
    ['the checkpoint is no note', lie(() => ({ checkpoint: '<html>' })), 'the answer cannot be read'],
    ['a hash is not canonical', lie(({ hashes }) => ({ hashes: hashes.map((hash) => hash.replace('=', '')) })), 'the answer cannot be read'],
    ['the entry is of a newer version', lie(() => ({ leaf: base64(Uint8Array.of(123, 125)) })), 'the entry is not of version sl/1'],
  ])('says that it could not check when %s', async (_, answers, words) => {
    memory.write({ key: log.vkey, since: '2026-11-01T08:00:00Z', checkpoint: await log.checkpoint(5) })
    show(answers)
    expect(await said('unchecked')).toContain(words)
    expect(memory.read()?.finding).toBeUndefined()
  })

  it('says that the account may not ask', async () => {
    show({ [ROUTE]: { status: 403, body: { title: 'Not allowed' } } })
    expect(await said('unchecked')).toContain('This account may not ask the log for proofs.')
  })
})
