import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Gate } from '../../capabilities/people/lead/gate.tsx'
import '../../platform/look/tokens.css'
import '../../platform/screens/screens.css'
import { ApiProblem, Unreachable } from '../../platform/screens/api.ts'
import { leaveDoneBehind } from '../../platform/screens/done.tsx'
import { PreferencesProvider } from '../../platform/screens/preferences.tsx'
import { bringLater, componentOf, OwnSections, type Screen } from '../../platform/screens/screen.ts'
import { Frame, NotHere, Notices, Stuck } from './frame.tsx'
import './lead.css'
import './controls.css'
import './matters.css'
import { capabilities, catalogues, ownSections } from './screens.ts'

/** A session that ended while the app lay in a pocket: back to the door, with everything typed still there. */
function onError(error: unknown) {
  if (error instanceof ApiProblem && error.problem.status === 401) queries.setQueryData(['session'], null)
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refuses it refuses again; only the way to it is worth another try.
      retry: (failures, error) => error instanceof Unreachable && failures < 2,
    },
  },
})

const root = createRootRoute({ component: Frame, notFoundComponent: NotHere, errorComponent: Stuck })
const screens: readonly Screen[] = [
  ...capabilities.flatMap((capability) => capability.screens),
  { path: '/notices', component: Notices },
]
const router = createRouter({
  basepath: '/lead',
  scrollRestoration: true,
  routeTree: root.addChildren(
    screens.map((screen) =>
      createRoute({ getParentRoute: () => root, path: screen.path, component: componentOf(screen) }),
    ),
  ),
})
router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
  if (pathChanged) leaveDoneBehind()
})

bringLater(screens)

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <PreferencesProvider catalogues={catalogues}>
        <Gate>
          <OwnSections value={ownSections}>
            <RouterProvider router={router} />
          </OwnSections>
        </Gate>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
)
