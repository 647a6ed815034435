import { createRootRoute, createRoute, createRouter, Link, Outlet, useNavigate, type RouterHistory } from '@tanstack/react-router'
import { useState } from 'react'
import { EventPage } from './event/event-page'
import { Explore } from './explore/explore'
import { LogBanner, LogWatch } from './log/banner'
import { Gate } from './session/gate'
import { Header } from './shell/header'
import { Help } from './shell/help'
import { useKeys } from './shell/keys'
import { parseSearch, stringifySearch, validate, validateQuestion } from './search'

function Shell() {
  const [help, setHelp] = useState(false)
  const navigate = useNavigate()
  useKeys({ '?': () => setHelp(true), 'g e': () => void navigate({ to: '/', search: { q: '' } }) })
  return (
    <>
      <LogBanner />
      <Gate>
        {(session) => (
          <div className="shell">
            <LogWatch />
            <Header session={session} onHelp={() => setHelp(true)} />
            <Outlet />
            <Help isOpen={help} onOpenChange={setHelp} />
          </div>
        )}
      </Gate>
    </>
  )
}

function NoSuchPage() {
  return (
    <main id="main" className="event-page">
      <h1>No such page</h1>
      <p>
        This address leads nowhere. <Link to="/" search={{ q: '' }}>Explore</Link> shows what happened.
      </p>
    </main>
  )
}

const root = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage })
const explore = createRoute({ getParentRoute: () => root, path: '/', component: Explore, validateSearch: validate })
const event = createRoute({ getParentRoute: () => root, path: '/events/$id', component: EventPage, validateSearch: validateQuestion })

const routeTree = root.addChildren([explore, event])

/** Reads the address when it is called. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    basepath: '/ui',
    parseSearch,
    stringifySearch,
    defaultNotFoundComponent: NoSuchPage,
    ...(history && { history }),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
