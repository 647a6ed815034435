// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { createRef, useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, stage } from '../stage'
import { QueryBar } from './bar'
import { parse, serialise } from './language'

function Bar({ start }: { readonly start: string }) {
  const [query, setQuery] = useState(parse(start).query)
  const [input] = useState(createRef<HTMLInputElement>)
  return (
    <>
      <QueryBar query={query} round={0} complaints={[]} onChange={setQuery} inputRef={input} />
      <output aria-label="Query">{serialise(query)}</output>
    </>
  )
}

const written = () => screen.getByRole('status', { name: 'Query' }).textContent
const input = () => screen.getByRole<HTMLInputElement>('combobox')
const type = (text: string) => fireEvent.change(input(), { target: { value: text } })
const press = (key: string) => fireEvent.keyDown(input(), { key })

describe('the query bar', () => {
  beforeEach(() => {
    answer({ 'GET /v1/audit/aggregate': (url) => ({ asOf: 1, values: url.searchParams.get('by') === 'actor' ? [{ value: 'billing', count: 3 }] : [] }) })
  })
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
  })

  it('turns words into filters and leaves the range alone', () => {
    stage(<Bar start="from:-7d" />)
    type('actor:billing -outcome:success')
    press('Enter')
    expect(written()).toBe('actor:billing -outcome:success from:-7d')
    expect(input().value).toBe('')
    expect(screen.getByRole('button', { name: 'Remove filter -outcome:success' })).toBeTruthy()
  })

  it('keeps a word that it does not understand, and says why', () => {
    stage(<Bar start="" />)
    type('actor:billing outcome:perhaps')
    press('Enter')
    expect(written()).toBe('actor:billing')
    expect(input().value).toBe('outcome:perhaps')
    expect(screen.getByRole('alert').textContent).toContain('an outcome is one of')
  })

  it('lets the last filter be edited with backspace', () => {
    stage(<Bar start="actor:a actor:b" />)
    fireEvent.focus(input())
    press('Backspace')
    expect(input().value).toBe('actor:b')
    expect(written()).toBe('actor:a')
  })

  it('completes from the values that are there, by keyboard alone', async () => {
    stage(<Bar start="" />)
    fireEvent.focus(input())
    type('actor:bi')
    const option = await screen.findByRole('option', { name: /actor:billing/ })
    press('ArrowDown')
    expect(option.getAttribute('aria-selected')).toBe('true')
    expect(input().getAttribute('aria-activedescendant')).toBe(option.id)
    press('Enter')
    expect(written()).toBe('actor:billing')
  })

  it('asks a ready question whole', () => {
    stage(<Bar start="" />)
    fireEvent.focus(input())
    fireEvent.click(screen.getByRole('option', { name: 'Any alarms this week?' }))
    expect(written()).toBe('outcome:alarm from:-7d')
  })

  it('takes a new beginning without an old end', () => {
    stage(<Bar start="from:2026-01 to:2026-02" />)
    type('from:-1h')
    press('Enter')
    expect(written()).toBe('from:-1h')
  })
})
