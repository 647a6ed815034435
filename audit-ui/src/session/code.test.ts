import { describe, expect, it, vi } from 'vitest'
import { codeIn, takeCode } from './code'

describe('a sign-in code', () => {
  it.each([
    ['https://sealbook.example/ui/#code=abc.DEF-123', 'abc.DEF-123'],
    ['  http://127.0.0.1:8420/ui/#code=abcdefgh \n', 'abcdefgh'],
    ['#code=a%2Bb', 'a+b'],
    ['code=abcdefgh', 'abcdefgh'],
    ['abcdefgh_12345', 'abcdefgh_12345'],
  ])('is found in %s', (text, code) => expect(codeIn(text)).toBe(code))

  it.each(['', 'hello there', 'https://sealbook.example/ui/', 'short', '#code=%E0%A4%A'])('is not found in “%s”', (text) => expect(codeIn(text)).toBeUndefined())

  it('leaves the address at once, with the question that stood beside it kept', () => {
    const replaceState = vi.fn<History['replaceState']>()
    const history = { state: null, replaceState } as unknown as History
    const place = { hash: '#code=abcdefgh', pathname: '/ui/', search: '?q=from:-7d' } as Location
    expect(takeCode(place, history)).toBe('abcdefgh')
    expect(replaceState).toHaveBeenCalledWith(null, '', '/ui/?q=from:-7d')
  })

  it('leaves an address without a fragment alone', () => {
    const replaceState = vi.fn<History['replaceState']>()
    expect(takeCode({ hash: '', pathname: '/ui/', search: '' } as Location, { state: null, replaceState } as unknown as History)).toBeUndefined()
    expect(replaceState).not.toHaveBeenCalled()
  })
})
