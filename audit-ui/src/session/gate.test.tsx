// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answer, type Answers } from '../stage'
import { Gate } from './gate'
import { client, end } from './session'

const SESSION = { account: 'auditor', actions: ['audit:read'], expiresAt: '2026-11-22T14:00:00Z' }
const NOBODY = { status: 401, body: { title: 'No session' } }

function door(answers: Answers) {
  const asked = answer(answers)
  render(<QueryClientProvider client={client}>{<Gate>{(session) => <p>Welcome, {session.account}</p>}</Gate>}</QueryClientProvider>)
  return asked
}

describe('the door', () => {
  afterEach(() => {
    cleanup()
    client.clear()
    sessionStorage.clear()
    vi.unstubAllGlobals()
  })

  it('opens for a session that may read the trail', async () => {
    door({ 'GET /v1/sessions/current': { body: SESSION } })
    expect(await screen.findByText('Welcome, auditor')).toBeTruthy()
  })

  it('asks everybody else for a link, and opens with its code', async () => {
    const asked = door({ 'GET /v1/sessions/current': NOBODY, 'POST /v1/sessions': { status: 201, body: SESSION } })
    fireEvent.change(await screen.findByLabelText('Sign-in link or code'), { target: { value: 'http://127.0.0.1:8420/ui/#code=abcdefgh' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByText('Welcome, auditor')).toBeTruthy()
    const post = asked.find(({ method }) => method === 'POST')
    expect(post?.body).toBe('{"code":"abcdefgh"}')
    expect(post?.headers.get('Sealbook-Page')).toBe('1')
    expect(post?.url.search).toBe('')
  })

  it('says that a used link is used', async () => {
    door({ 'GET /v1/sessions/current': NOBODY, 'POST /v1/sessions': { status: 410, body: { title: 'Gone', requestId: 'r-7' } } })
    fireEvent.change(await screen.findByLabelText('Sign-in link or code'), { target: { value: 'abcdefgh' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByText('This link does not open the page')).toBeTruthy()
    expect(screen.getByText('r-7')).toBeTruthy()
  })

  it('names the permission that is missing', async () => {
    door({ 'GET /v1/sessions/current': { body: { ...SESSION, actions: ['secret:list'] } } })
    expect((await screen.findByText('audit:read')).tagName).toBe('CODE')
    expect(screen.queryByText(/Welcome/)).toBeNull()
  })

  it('closes when a session ends, and says that nothing is lost', async () => {
    door({ 'GET /v1/sessions/current': { body: SESSION } })
    await screen.findByText('Welcome, auditor')
    end()
    expect(await screen.findByText('Your session has ended')).toBeTruthy()
  })

  it('shows the problem when the service cannot say who is there', async () => {
    door({ 'GET /v1/sessions/current': { status: 500, body: { title: 'The ledger is asleep', detail: 'It wakes soon.', requestId: 'r-9' } } })
    expect(await screen.findByText('The ledger is asleep')).toBeTruthy()
    expect(screen.getByText('It wakes soon.')).toBeTruthy()
    expect(screen.getByText('r-9')).toBeTruthy()
  })
})
