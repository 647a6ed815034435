import './styles/index.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { makeRouter } from './router'
import { client, watchAddress } from './session/session'
import { applyTheme } from './shell/settings'

applyTheme()
// Before the router looks at the address: the code is gone from it by then.
watchAddress((place) => {
  if (location.search === '') router.history.replace(place)
})
const router = makeRouter()

const page = document.getElementById('page')
if (!page) throw new Error('bug: index.html has no element "page"')
createRoot(page).render(
  <StrictMode>
    <I18nProvider locale="en-US">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
