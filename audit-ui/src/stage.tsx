import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { configure, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { vi } from 'vitest'

// A busy machine is no failure.
configure({ asyncUtilTimeout: 10_000 })

/** What the service answers on a stage, by method and path; anything else is 404. */
export type Answers = Readonly<Record<string, { readonly status?: number; readonly body?: unknown } | ((url: URL) => unknown)>>

export interface Asked {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string | undefined
}

/** Gives a component a service to talk to, and keeps what it asked. For tests. */
export function answer(answers: Answers): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const url = new URL(path, 'http://sealbook.test')
    const method = init.method ?? 'GET'
    asked.push({ method, url, headers: new Headers(init.headers), body: typeof init.body === 'string' ? init.body : undefined })
    const found = answers[`${method} ${url.pathname}`] ?? { status: 404, body: { title: 'No such route' } }
    const { status = 200, body } = typeof found === 'function' ? { body: await found(url) } : found
    const type = status >= 400 ? 'application/problem+json' : typeof body === 'string' ? 'text/plain' : 'application/json'
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return new Response(status === 204 ? null : text, { status, headers: { 'content-type': type } })
  })
  return asked
}

export function stage(play: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  return render(<QueryClientProvider client={client}>{play}</QueryClientProvider>)
}
