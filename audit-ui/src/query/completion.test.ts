import { describe, expect, it } from 'vitest'
import { complete, fieldAsked, lastWord } from './completion'
import { empty, include, questions } from './language'

const secrets = [
  { value: 'prod/db/password', count: 12 },
  { value: 'prod/smtp/password', count: 7 },
  { value: 'ci/token', count: 3 },
]
const shown = (text: string, query = empty, values = secrets) => complete(text, query, values).flatMap((group) => group.options.map((option) => option.shown))

describe('completion', () => {
  it('offers the questions and all fields in an empty bar', () => {
    expect(shown('')).toEqual([...questions.map(({ asks }) => asks), 'actor:', 'action:', 'secret:', 'outcome:', 'address:', 'deployment:', 'token:', 'account:', 'request:', 'from:', 'to:'])
  })

  it('keeps the questions to itself once something is asked', () => {
    const asked = include(empty, { field: 'actor', value: 'a', not: false })
    expect(shown('', asked)).not.toContain(questions[0]?.asks)
  })

  it('finishes the name of a field', () => {
    expect(shown('ac')).toEqual(['actor:', 'action:', 'account:'])
    expect(shown('-out')).toEqual(['-outcome:'])
    expect(shown('actor:a se')).toEqual(['secret:'])
  })

  it('offers values with their counts, and the folder of several', () => {
    expect(shown('secret:prod')).toEqual(['secret:prod/**', 'secret:prod/db/password', 'secret:prod/smtp/password'])
    const [group] = complete('-secret:ci', empty, secrets)
    expect(group?.options).toEqual([{ kind: 'term', shown: '-secret:ci/token', term: { field: 'secret', value: 'ci/token', not: true }, count: 3 }])
  })

  it('knows the outcomes by heart', () => {
    expect(shown('outcome:', empty, [])).toEqual(['outcome:success', 'outcome:refused', 'outcome:failed', 'outcome:alarm'])
  })

  it('offers times for a bound', () => {
    expect(shown('from:-')).toEqual(['from:-1h', 'from:-24h', 'from:-7d', 'from:-30d'])
  })

  it('says what a bare word would be taken for', () => {
    expect(shown('10.1.2.3')).toEqual(['address:10.1.2.3'])
  })

  it('speaks about the word at the end', () => {
    expect(lastWord('actor:a outcome:re')).toBe('outcome:re')
    expect(lastWord('actor:a ')).toBe('')
    expect(lastWord('actor:"two wo')).toBe('actor:"two wo')
    expect(fieldAsked('-secret:x')).toBe('secret')
    expect(fieldAsked('colour:x')).toBeUndefined()
  })
})
