import { useIsMutating } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Bell, CloudOff, House, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { liveKeys } from '../../capabilities/requests/lead/queries.ts'
import { routes } from '../../capabilities/requests/routes.ts'
import { Unreachable } from '../../platform/screens/api.ts'
import { DoneNotice } from '../../platform/screens/done.tsx'
import { useLive } from '../../platform/screens/live.ts'
import { NoticeList, UnreadCount } from '../../platform/screens/notices.tsx'
import { useOnline } from '../../platform/screens/online.ts'
import { PageTitle } from '../../platform/screens/page-title.tsx'
import { ProblemNotice } from '../../platform/screens/problem-notice.tsx'
import { useWords } from '../../platform/screens/words.tsx'

/** Where the bar at the foot stands; a matter has its own next step there. */
const tops = ['/', '/following', '/notices', '/me']

/** What stands around every screen: the signal, what was just done, and the way between the three tops. */
export function Frame() {
  const { text } = useWords()
  const { pathname } = useLocation()
  useLive(routes.live.path, liveKeys)
  const isTop = tops.includes(pathname.replace(/^\/lead(?=\/|$)/, '').replace(/(.)\/$/, '$1') || '/')
  return (
    <>
      <Signal />
      <main className={isTop ? 'page page-top' : 'page'}>
        <DoneNotice />
        <Outlet />
      </main>
      {isTop && (
        <nav className="tops" aria-label={text('screens.door.tops')}>
          <Link to="/" activeOptions={{ exact: true }}>
            <House aria-hidden="true" />
            {text('screens.door.today')}
          </Link>
          <Link to="/notices">
            <span className="bell">
              <Bell aria-hidden="true" />
              <UnreadCount />
            </span>
            {text('screens.door.notices')}
          </Link>
          <Link to="/me">
            <UserRound aria-hidden="true" />
            {text('screens.door.me')}
          </Link>
        </nav>
      )}
    </>
  )
}

/** Without signal: what is safe, and where. */
function Signal() {
  const { text } = useWords()
  const isOnline = useOnline()
  const waiting = useIsMutating({ mutationKey: ['command'] })
  return (
    <div role="status" className="signal-place">
      {!isOnline && (
        <p className="signal">
          <CloudOff aria-hidden="true" />
          {text('screens.door.offline', { count: waiting })}
        </p>
      )}
    </div>
  )
}

export function Notices() {
  const { text } = useWords()
  return (
    <>
      <header className="page-head">
        <PageTitle title={text('screens.door.notices')} />
      </header>
      <NoticeList anchor={Anchor} />
    </>
  )
}

/** Links of messages begin with the door's own path; those stay inside the app, others leave it. */
function Anchor({ href, children }: { href: string; children: ReactNode }) {
  return href.startsWith('/lead/') ? (
    <Link to={href.slice('/lead'.length)}>{children}</Link>
  ) : (
    <a href={href}>{children}</a>
  )
}

export function NotHere() {
  const { text } = useWords()
  return (
    <div className="empty">
      <PageTitle title={text('screens.door.not_here')} />
      <Link to="/" className="button button-primary">
        {text('screens.door.today')}
      </Link>
    </div>
  )
}

/** A screen broke, or could not be fetched for want of signal. */
export function Stuck({ error }: { error: unknown }) {
  const { text } = useWords()
  const isAway = error instanceof TypeError && /import|fetch|module/i.test(error.message)
  return (
    <main className="page">
      <PageTitle title={text('screens.door.stuck')} />
      <ProblemNotice error={isAway ? new Unreachable() : error} />
      <button type="button" className="button button-primary" onClick={() => location.reload()}>
        {text('screens.door.again')}
      </button>
    </main>
  )
}
