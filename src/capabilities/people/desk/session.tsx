import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import { ApiProblem, call, rememberCsrfToken } from '../../../platform/screens/api.ts'
import type { Session } from '../model.ts'
import { type Action, roleMay } from '../permissions.ts'
import { routes } from '../routes.ts'

const sessionKey = ['people', 'session'] as const
const Signed = createContext<Session | null>(null)

/** Whether somebody was signed in here, and the session ended without their doing: after a while without use. */
let wasOpen = false
let endedByItself = false
export const sessionEndedByItself = (): boolean => endedByItself

/** Who is signed in: `null` when nobody is, `undefined` while nobody knows yet. */
export function useSessionQuery() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }) => {
      try {
        const session = await call(routes.session, { signal })
        if (session) rememberCsrfToken(session.csrfToken)
        wasOpen = session?.stage === 'open'
        return session
      } catch (error) {
        if (!isSignedOut(error)) throw error
        endedByItself ||= wasOpen
        wasOpen = false
        return null
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Whether the server said that nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 401
}

/** Puts another session, or none, in the place of the present one and forgets what the former reader saw. */
export function useReplaceSession(): (session: Session | null) => void {
  const queries = useQueryClient()
  return (session) => {
    rememberCsrfToken(session?.csrfToken ?? '')
    wasOpen = session?.stage === 'open'
    endedByItself = false
    // Who came from the leads' app for the second step goes back there.
    if (session?.stage === 'open' && new URLSearchParams(window.location.search).get('back') === 'lead') {
      window.location.assign('/lead/')
      return
    }
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] })
    queries.setQueryData(sessionKey, session)
  }
}

/** Goes on under the token that the server changed this session's for: nothing that is on the screen is forgotten. */
export function useKeepSession(): (session: Session) => void {
  const queries = useQueryClient()
  return (session) => {
    rememberCsrfToken(session.csrfToken)
    queries.setQueryData(sessionKey, session)
  }
}

/** Gives the screens below it the person signed in. */
export function SessionProvider(props: { session: Session; children: ReactNode }) {
  return <Signed value={props.session}>{props.children}</Signed>
}

/** The person signed in, and what their posts let them do somewhere. The server has the last word. */
export function useSession(): { session: Session; may: (action: Action) => boolean } {
  const session = useContext(Signed)
  if (!session) throw new Error('useSession outside of SessionProvider')
  return { session, may: (action) => session.roles.some((role) => roleMay(role, action)) }
}
