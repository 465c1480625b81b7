import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { ApiProblem, call } from '../../../platform/screens/api.ts'
import { usePreferences } from '../../../platform/screens/preferences.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { ReaderProvider } from '../../../platform/screens/reader.tsx'
import { componentOf } from '../../../platform/screens/screen.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Session } from '../model.ts'
import { routes } from '../routes.ts'
import { learned } from './session.ts'

/** Who is signed in: null is nobody. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        const session = await call(routes.session, { signal })
        return session && learned(session)
      } catch (error) {
        if (error instanceof ApiProblem && error.problem.status === 401) return null
        throw error
      }
    },
    staleTime: 5 * 60_000,
  })
}

/** Most who open the app are signed in; the way in is fetched by who is not. */
const SignIn = componentOf({ path: '', later: () => import('./sign-in.tsx').then((module) => module.SignIn) })

const HalfWay = componentOf({ path: '', later: () => import('./half-way.tsx').then((module) => module.HalfWay) })

/** Lets in who is signed in; everybody else signs in first and then stands where they wanted to go. */
export function Gate({ children }: { children: ReactNode }) {
  const { text } = useWords()
  const { chosen, setLanguage } = usePreferences()
  const session = useSession()
  const { data } = session
  const theirs = data?.language
  useEffect(() => {
    // What was chosen on this device counts; on a new one, what they chose elsewhere.
    if (!chosen && theirs) setLanguage(theirs)
  }, [chosen, theirs, setLanguage])

  if (data === null) return <SignIn />
  if (data && data.stage !== 'open') return <HalfWay />
  if (!data) {
    return (
      <main className="page">
        {session.isError || session.fetchStatus === 'paused' ? (
          <>
            <ProblemNotice error={session.error} />
            <button type="button" className="button button-primary" onClick={() => void session.refetch()}>
              {text('people.lead.again')}
            </button>
          </>
        ) : (
          <>
            <h1 className="heard-only">{text('people.lead.opening')}</h1>
            <div className="cards" aria-hidden="true">
              <div className="skeleton skeleton-title" />
              <div className="skeleton skeleton-card" />
              <div className="skeleton skeleton-card" />
            </div>
          </>
        )}
      </main>
    )
  }
  const deskIds = data.posts.flatMap(({ deskId }) => (deskId ? [deskId] : []))
  return <ReaderProvider reader={{ personId: data.personId, name: data.name, deskIds }}>{children}</ReaderProvider>
}
