import { describe, expect, it } from 'vitest'
import { omit, parseSearch, stringifySearch, validate, type ExploreSearch } from './search'

const round = (search: ExploreSearch) => validate(parseSearch(stringifySearch({ ...search })))

describe('the address of Explore', () => {
  it.each<ExploreSearch>([
    { q: '' },
    { q: 'actor:billing -outcome:success secret:prod/** from:-7d' },
    { q: 'actor:"two words & more" action:a+b', event: '019a0000-0000-7000-8000-000000000001', live: true, view: 'table' },
    { q: 'secret:100% ünïcode #fragment?', event: 'e' },
  ])('says everything: %j', (search) => expect(round(search)).toEqual(search))

  it('is readable, and silent about what stands at its default', () => {
    expect(stringifySearch({ q: '' })).toBe('')
    expect(stringifySearch({ q: 'secret:prod/** from:-7d', live: true })).toBe('?q=secret:prod/**+from:-7d&live=1')
  })

  it('ignores what it does not know', () => {
    expect(validate(parseSearch('?q=a:b&view=map&live=0&event=&x=1'))).toEqual({ q: 'a:b' })
    expect(validate({ q: 7 })).toEqual({ q: '' })
  })

  it('can do without a part', () => {
    expect(omit({ q: 'x', event: 'e', live: true }, 'event')).toEqual({ q: 'x', live: true })
  })
})
