import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../platform/screens/api.ts'
import { sayDone } from '../../../platform/screens/done.tsx'
import { moment, sayMoment } from '../../../platform/screens/moments.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../sign-in/routes.ts'

const key = ['own-sessions']

/** Where a lead is signed in: a phone that was lost or handed on is signed out from here. */
export function OwnSessions() {
  const { text, language } = useWords()
  const now = useNow()
  const queries = useQueryClient()
  const listed = useQuery({ queryKey: key, queryFn: ({ signal }) => call(routes.sessions, { signal }) })
  const ended = () => {
    sayDone(text('people.lead.sessions.ended'))
    return queries.invalidateQueries({ queryKey: key })
  }
  const end = useMutation({ mutationFn: (id: string) => call(routes.endSession, { params: { id } }), onSuccess: ended })
  const endOthers = useMutation({ mutationFn: () => call(routes.endOtherSessions), onSuccess: ended })
  const items = listed.data?.items ?? []
  return (
    <section className="card">
      <h2>{text('people.lead.sessions')}</h2>
      {listed.isError && <ProblemNotice error={listed.error} />}
      {end.isError && <ProblemNotice error={end.error} />}
      {endOthers.isError && <ProblemNotice error={endOthers.error} />}
      {listed.isPending && <div className="skeleton skeleton-title" aria-hidden="true" />}
      <ul className="own-sessions">
        {items.map(({ id, device, lastUsedAt, isThis }) => (
          <li key={id}>
            <div>
              <p>
                <strong>{device}</strong> {isThis && <span className="soft">{text('people.lead.sessions.this')}</span>}
              </p>
              <p className="soft">
                {text('people.lead.sessions.used', { when: sayMoment(moment(lastUsedAt), now, language) })}
              </p>
            </div>
            {!isThis && (
              <button
                type="button"
                className="button"
                aria-label={text('people.lead.sessions.end_which', { device })}
                aria-disabled={end.isPending}
                onClick={() => end.isPending || end.mutate(id)}
              >
                {text('people.lead.sessions.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {items.length > 1 && (
        <button
          type="button"
          className="button"
          aria-disabled={endOthers.isPending}
          onClick={() => endOthers.isPending || endOthers.mutate()}
        >
          {text('people.lead.sessions.end_others')}
        </button>
      )}
    </section>
  )
}
