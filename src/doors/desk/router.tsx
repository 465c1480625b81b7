import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Navigate,
  type NavigateOptions,
  useNavigate,
} from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { useSession } from '../../capabilities/people/desk/session.tsx'
import { usePlaces } from '../../capabilities/places/desk/use-places.ts'
import { useWords } from '../../platform/screens/words.tsx'
import { Frame, useLetters } from './frame.tsx'
import type { Screen, ScreenProps } from './screen.ts'
import { screens, screensFor } from './screens.ts'

const rootRoute = createRootRoute({ component: Frame, notFoundComponent: NotFound })

const indexRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: First })

const screenRoutes = screens.map((screen) => {
  const route = createRoute({
    getParentRoute: () => rootRoute,
    path: `${screen.path}/{-$item}`,
    validateSearch: (raw: Record<string, unknown>) => raw as Record<string, string>,
    component: () => {
      const { item } = route.useParams() as { item?: string }
      return <Page screen={screen} item={item} search={route.useSearch() as Record<string, string>} />
    },
  })
  return route
})

/** The console's routes: one for each entry of `screens.ts`, its item after its path. */
export function makeRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([indexRoute, ...screenRoutes]),
    basepath: '/desk',
    // Plain text in the address, so that `?text=12` stays text.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const query = new URLSearchParams(
        Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1])),
      )
      return query.size > 0 ? `?${query}` : ''
    },
  })
}

function Page(props: { screen: Screen; item: string | undefined; search: Record<string, string> }) {
  const { screen, item, search } = props
  const { session, may } = useSession()
  const letters = useLetters()
  const navigate = useNavigate()
  const go = useCallback<ScreenProps['go']>(
    (to) => {
      navigate({
        to: `/${screen.path}/{-$item}`,
        params: { item: 'item' in to ? to.item : item },
        search: to.search ?? search,
        replace: to.replace ?? false,
      } as NavigateOptions)
    },
    [navigate, screen.path, item, search],
  )
  const { text } = useWords()
  useEffect(() => {
    document.title = `${text(screen.name)} · ${text('desk.title')}`
  }, [text, screen.name])
  if (!may(screen.action)) return <NotYours />
  const ScreenPage = screen.page
  return (
    <ScreenPage
      communities={session.communities}
      may={may}
      usePlaces={usePlaces}
      letters={letters}
      item={item}
      search={search}
      go={go}
    />
  )
}

function First() {
  const reader = useSession()
  const { text } = useWords()
  const [first] = screensFor(reader)
  if (first) return <Navigate to={`/${first.path}`} replace />
  return (
    <div className="desk-empty">
      <h1>{text('desk.nothing.title')}</h1>
      <p>{text('desk.nothing.text')}</p>
    </div>
  )
}

/** A page that this post does not have, opened by a link or a bookmark. */
function NotYours() {
  const { text } = useWords()
  return (
    <div className="desk-empty">
      <h1>{text('desk.not_yours.title')}</h1>
      <p>{text('desk.not_yours.text')}</p>
      <p>
        <Link to="/">{text('desk.not_yours.back')}</Link>
      </p>
    </div>
  )
}

function NotFound() {
  const { text } = useWords()
  return (
    <div className="desk-empty">
      <h1>{text('desk.not_found.title')}</h1>
      <p>
        <Link to="/">{text('desk.not_found.back')}</Link>
      </p>
    </div>
  )
}
