import { afterEach, describe, expect, it, vi } from 'vitest'
import { api, Problem } from './api'

const refused = {
  type: 'urn:sealbook:problem:invalid-request',
  title: 'The request is not valid',
  status: 400,
  detail: 'One field breaks a rule.',
  code: 'invalid-request',
  requestId: 'request-1',
  errors: [
    { pointer: 'limit', rule: 'is a number from 1 to 500' },
    { pointer: '', rule: 'the body is not valid JSON for this route' },
  ],
}

describe('a problem of the service', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('says which part of the request broke which rule', async () => {
    const headers = { 'content-type': 'application/problem+json' }
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(refused), { status: 400, headers })))
    const problem = await api.events([]).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({
      status: 400,
      requestId: 'request-1',
      errors: ['limit: is a number from 1 to 500', 'the body is not valid JSON for this route'],
    })
  })
})
