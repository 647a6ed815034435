// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parse, serialise } from '../query/language'
import { answer, stage } from '../stage'
import { Facets } from './facets'
import { Nothing } from './nothing'

function Side({ start }: { readonly start: string }) {
  const [query, setQuery] = useState(parse(start).query)
  return (
    <>
      <Facets query={query} round={0} onChange={setQuery} />
      <output aria-label="Query">{serialise(query)}</output>
    </>
  )
}

const written = () => screen.getByRole('status', { name: 'Query' }).textContent
const actors = { asOf: 9, values: [{ value: 'billing', count: 1234 }, { value: 'checkout', count: 1 }] }
const counts = (url: URL) => (url.searchParams.get('by') === 'actor' ? actors : { asOf: 9, values: [] })
const facet = async () => within(await screen.findByRole('region', { name: 'Filter by actor' }))

describe('a facet', () => {
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
  })

  it('includes a value with a click and excludes it with its minus', async () => {
    answer({ 'GET /v1/audit/aggregate': counts })
    stage(<Side start="" />)
    const actor = await facet()
    fireEvent.click(await actor.findByRole('button', { name: 'billing 1,234 events' }))
    expect(written()).toBe('actor:billing')
    fireEvent.click(actor.getByRole('button', { name: 'Exclude billing' }))
    expect(written()).toBe('-actor:billing')
    fireEvent.click(actor.getByRole('button', { name: 'clear actor filters' }))
    expect(written()).toBe('')
  })

  it('counts its own values under all other filters', async () => {
    const asked = answer({ 'GET /v1/audit/aggregate': counts })
    stage(<Side start="actor:billing outcome:refused from:all" />)
    await (await facet()).findByText('checkout')
    const request = asked.find(({ url }) => url.searchParams.get('by') === 'actor')
    expect(request?.url.search).toBe('?by=actor&top=50&outcome=refused')
  })

  it('shows a chosen value whose count is not known, without inventing one', async () => {
    answer({ 'GET /v1/audit/aggregate': counts })
    stage(<Side start="actor:somebody" />)
    const actor = await facet()
    await actor.findByText('checkout')
    expect(actor.getByRole('button', { name: 'somebody' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('keeps a failure in its own card', async () => {
    answer({ 'GET /v1/audit/aggregate': { status: 503, body: { title: 'Too busy' } } })
    stage(<Side start="" />)
    expect(await (await facet()).findByText(/Not counted: Too busy/)).toBeTruthy()
  })
})

describe('no rows', () => {
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
  })

  it('names the filter that is to blame, with what would be there without it', async () => {
    answer({
      'GET /v1/audit/aggregate': (url) => ({ asOf: 9, values: url.searchParams.has('outcome') ? [] : [{ value: 'success', count: 40 }, { value: 'failed', count: 2 }] }),
    })
    const change = vi.fn()
    stage(<Nothing query={parse('actor:a outcome:alarm').query} onChange={change} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Without outcome:alarm' }))
    expect(screen.getByText(/42 events/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Without actor:a' })).toBeNull()
    expect(change).toHaveBeenCalledWith(parse('actor:a').query)
  })

  it('in a new book shows how to write the first secret', () => {
    answer({})
    stage(<Nothing query={parse('from:all').query} onChange={vi.fn()} />)
    expect(screen.getByText('The book is empty')).toBeTruthy()
  })
})
