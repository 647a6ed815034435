// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LogBanner } from './banner'
import { memory, type Finding } from './memory'
import { smallLog } from './small-log'

const log = await smallLog()
const known = { key: log.vkey, since: '2026-11-01T08:00:00Z', checkpoint: await log.checkpoint(12) }
const [five, twelve, fifteen] = await Promise.all([log.checkpoint(5), log.checkpoint(12), log.checkpoint(15)])
const finding = (kind: Finding['kind'], found: string): Finding => ({ kind, at: '2026-11-22T06:00:00Z', found })

describe('the banner', () => {
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
    localStorage.clear()
  })

  it('is not there as long as nothing was found', () => {
    memory.write(known)
    const { container } = render(<LogBanner />)
    expect(container.innerHTML).toBe('')
  })

  it.each<[Finding['kind'], string, string]>([
    ['shrunk', five, 'It now has 5 entries. This browser was shown a checkpoint of 12 entries'],
    ['forked', twelve, 'At 12 entries it has another root'],
    ['inconsistent', fifteen, 'its 15 entries continue the 12 entries'],
    ['otherKey', 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k', 'This browser pinned its key on 2026-11-01'],
    ['unsigned', fifteen, 'did not sign it for this log'],
  ])('says what was found and what to do: %s', (kind, found, words) => {
    memory.write({ ...known, finding: finding(kind, found) })
    render(<LogBanner />)
    const banner = screen.getByRole('region', { name: 'Alarm of the log' })
    expect(screen.getByRole('alert').textContent).toContain(words)
    for (const evidence of [found, known.checkpoint, known.key]) expect(banner.textContent).toContain(evidence)
    expect(banner.textContent).toMatch(/Compare the checkpoints.*Keep this browser’s data.*Talk to whoever operates/)
  })

  it('comes up when another tab finds something', () => {
    memory.write(known)
    render(<LogBanner />)
    act(() => {
      localStorage.setItem('sealbook.log', JSON.stringify({ ...known, finding: finding('otherKey', 'another') }))
      window.dispatchEvent(new Event('storage'))
    })
    expect(screen.getByRole('heading', { name: 'The log has another key than before' })).toBeTruthy()
  })

  it('comes up over a finding that nobody can read', () => {
    localStorage.setItem('sealbook.log', JSON.stringify({ ...known, finding: { kind: 'shrunk', at: '', found: 'no note' } }))
    render(<LogBanner />)
    expect(screen.getByRole('heading', { name: 'What this browser knew of the log cannot be read' })).toBeTruthy()
  })

  it('stays for this tab where the browser keeps nothing', () => {
    const full = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    }
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: full })
    memory.write({ ...known, finding: finding('otherKey', 'another') })
    expect(memory.isLasting()).toBe(false)
    render(<LogBanner />)
    expect(screen.getByRole('alert')).toBeTruthy()
    cleanup()
    vi.unstubAllGlobals()
    memory.write(known)
    expect(memory.isLasting()).toBe(true)
  })
})
