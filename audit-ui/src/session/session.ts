import { QueryCache, QueryClient, useQuery } from '@tanstack/react-query'
import { api, Problem, type Session } from '../api'
import { takeCode } from './code'

/** Who reads this page. `none` has the problem of a sign-in that was tried, and whether there was a session before. */
export type Standing =
  | { readonly kind: 'signedIn'; readonly session: Session }
  | { readonly kind: 'none'; readonly ended: boolean; readonly problem?: Problem }

const gone = (ended: boolean): Standing => ({ kind: 'none', ended })

const KEY = ['session'] as const
const RETURN = 'sealbook.return'

export const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => failures < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
      retryDelay: (failures) => 400 * 2 ** failures,
    },
  },
})

function noticeEnd(error: Error) {
  if (error instanceof Problem && error.status === 401) end()
}

/** The session is over; what was on screen stays in the URL, and is kept for a link that opens the bare page. */
export function end() {
  if (keepPlace()) client.setQueryData(KEY, gone(true))
}

function keepPlace(): boolean {
  if (client.getQueryData<Standing>(KEY)?.kind !== 'signedIn') return false
  sessionStorage.setItem(RETURN, location.pathname + location.search)
  return true
}

/** Where an ended session was, once. */
function takeReturn(): string | undefined {
  const kept = sessionStorage.getItem(RETURN)
  sessionStorage.removeItem(RETURN)
  return kept ?? undefined
}

async function standing(signal?: AbortSignal): Promise<Standing> {
  try {
    return { kind: 'signedIn', session: await api.session(signal) }
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error
    keepPlace()
    return gone(sessionStorage.getItem(RETURN) !== null)
  }
}

/** Asks the service again who is there. */
export function recheck() {
  return client.invalidateQueries({ queryKey: KEY })
}

export function useStanding() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => standing(signal), staleTime: 60_000, refetchInterval: 300_000 })
}

/**
 * Exchanges the code for a session; a refusal is an answer to show, not an exception. `onReturn` hears where an ended
 * session was.
 */
export async function signIn(code: string, onReturn?: (place: string) => void): Promise<Standing> {
  await client.cancelQueries({ queryKey: KEY })
  const next = await client.query({ queryKey: KEY, queryFn: () => exchange(code), staleTime: 0 })
  const kept = next.kind === 'signedIn' ? takeReturn() : undefined
  if (kept !== undefined) onReturn?.(kept)
  return next
}

async function exchange(code: string): Promise<Standing> {
  try {
    return { kind: 'signedIn', session: await api.signIn(code) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // A link that was opened twice: whoever already has a session keeps it.
    const now = await standing().catch((): Standing => ({ kind: 'none', ended: false }))
    return now.kind === 'signedIn' ? now : { ...now, problem: error }
  }
}

export async function signOut() {
  await api.signOut().catch((error: unknown) => {
    if (!(error instanceof Problem && error.status === 401)) throw error
  })
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] })
  client.setQueryData(KEY, gone(false))
}

/** Signs in with the code in the address, now and whenever a link is opened into this tab. */
export function watchAddress(onReturn: (place: string) => void) {
  const check = () => {
    const code = takeCode(location, history)
    if (code !== undefined) void signIn(code, onReturn)
  }
  window.addEventListener('hashchange', check)
  check()
}
