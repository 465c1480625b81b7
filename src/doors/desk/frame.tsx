import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Button } from 'antd'
import { Menu } from 'lucide-react'
import { createContext, lazy, Suspense, useContext, useEffect, useState } from 'react'
import { CalendarBanner } from '../../capabilities/calendar/desk/calendar-banner.tsx'
import { SessionProvider, useSession, useSessionQuery } from '../../capabilities/people/desk/session.tsx'
import { SessionMenu } from '../../capabilities/people/desk/session-menu.tsx'
import { SignIn } from '../../capabilities/people/desk/sign-in.tsx'
import { liveKeys } from '../../capabilities/requests/desk/queries.ts'
import { routes } from '../../capabilities/requests/routes.ts'
import { useLive } from '../../platform/screens/live.ts'
import { recall, remember } from '../../platform/screens/memory.ts'
import { usePreferences } from '../../platform/screens/preferences.tsx'
import { ProblemNotice } from '../../platform/screens/problem-notice.tsx'
import { WindowMark } from '../../platform/screens/window-mark.tsx'
import { useWords } from '../../platform/screens/words.tsx'
import { screensFor } from './screens.ts'

/** Asked for once a month on a device that is trusted: fetched by who is asked. */
const SecondFactor = lazy(() => import('../../capabilities/people/desk/second-factor.tsx'))
const Letters = createContext(true)

/** Whether single letters are shortcuts on this device. */
export function useLetters(): boolean {
  return useContext(Letters)
}

/** Sign-in, or the navigation with the page beside it. */
export function Frame() {
  const { text } = useWords()
  const { chosen, setLanguage } = usePreferences()
  const session = useSessionQuery()
  const language = session.data?.language
  useEffect(() => {
    // What was chosen on this device stands; a new device takes what the person chose elsewhere.
    if (language && !chosen) setLanguage(language)
  }, [language, chosen, setLanguage])

  if (session.isPending) return <Shape label={text('people.desk.loading')} />
  if (session.data && session.data.stage !== 'open')
    return (
      <Suspense fallback={<Shape label={text('people.desk.loading')} />}>
        <SecondFactor session={session.data} />
      </Suspense>
    )
  if (session.data) {
    return (
      <SessionProvider session={session.data}>
        <Console />
      </SessionProvider>
    )
  }
  if (!session.isError) return <SignIn />
  return (
    <main className="desk-away">
      <ProblemNotice error={session.error} />
      <Button type="primary" loading={session.isFetching} onClick={() => session.refetch()}>
        {text('desk.again')}
      </Button>
    </main>
  )
}

function Console() {
  const { text } = useWords()
  const { may } = useSession()
  useLive(may('requests.read') ? routes.live.path : null, liveKeys)
  const [letters, setLetters] = useState(() => recall('silin.desk.letters') !== 'no')
  const chooseLetters = (on: boolean) => {
    remember('silin.desk.letters', on ? 'yes' : 'no')
    setLetters(on)
  }
  // On a narrow screen the pages stand behind a menu, which closes when one of them is opened.
  const [isOpen, setOpen] = useState(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move to another page closes it
  useEffect(() => setOpen(false), [pathname])
  return (
    <Letters value={letters}>
      <div className="desk">
        <a className="desk-skip" href="#page">
          {text('desk.skip')}
        </a>
        <header className={isOpen ? 'desk-side desk-side-open' : 'desk-side'}>
          <Link to="/" className="desk-brand" activeOptions={{ exact: true }}>
            <WindowMark lit={4} frame="calm" size={28} />
            <span>{text('desk.brand')}</span>
          </Link>
          <Button
            className="desk-menu"
            icon={<Menu size={18} />}
            aria-expanded={isOpen}
            aria-controls="desk-pages"
            onClick={() => setOpen(!isOpen)}
          >
            {text('desk.menu')}
          </Button>
          <div className="desk-pages" id="desk-pages">
            <Navigation />
            <SessionMenu letters={letters} onLetters={chooseLetters} />
          </div>
        </header>
        <div className="desk-body">
          {may('calendar.edit') ? <CalendarBanner /> : null}
          <main className="desk-page" id="page" tabIndex={-1}>
            <Suspense fallback={<PageShape />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
    </Letters>
  )
}

function Navigation() {
  const { text } = useWords()
  const reader = useSession()
  return (
    <nav className="desk-navigation" aria-label={text('desk.navigation')}>
      {screensFor(reader).map(({ path, name, icon: Icon }) => (
        <Link key={path} to={`/${path}`}>
          <Icon size={18} aria-hidden="true" />
          <span>{text(name)}</span>
        </Link>
      ))}
    </nav>
  )
}

/** The console's own shape while nobody knows yet who is there. */
function Shape({ label }: { label: string }) {
  return (
    <div className="desk" role="status" aria-label={label}>
      <div className="desk-side" />
      <PageShape />
    </div>
  )
}

function PageShape() {
  return (
    <div className="desk-shape" aria-hidden="true">
      <i className="bone" />
      <i className="bone bone-wide" />
      <i className="bone bone-wide" />
    </div>
  )
}
