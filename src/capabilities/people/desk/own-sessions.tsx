import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Tag } from 'antd'
import { call } from '../../../platform/screens/api.ts'
import { moment, sayMoment } from '../../../platform/screens/moments.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../sign-in/routes.ts'

const key = ['people', 'own-sessions']

/** Where one is signed in, each with the way to end it. */
export function OwnSessions() {
  const { text, language } = useWords()
  const { message } = App.useApp()
  const now = useNow()
  const queries = useQueryClient()
  const listed = useQuery({ queryKey: key, queryFn: ({ signal }) => call(routes.sessions, { signal }) })
  const ended = () => {
    message.success(text('people.desk.sessions.ended'))
    return queries.invalidateQueries({ queryKey: key })
  }
  const end = useMutation({
    mutationFn: (id: string) => call(routes.endSession, { params: { id } }),
    onSuccess: ended,
  })
  const endOthers = useMutation({ mutationFn: () => call(routes.endOtherSessions), onSuccess: ended })
  const items = listed.data?.items ?? []

  return (
    <section>
      <h3>{text('people.desk.sessions')}</h3>
      {listed.error ? <ProblemNotice error={listed.error} /> : null}
      {end.error ? <ProblemNotice error={end.error} /> : null}
      {endOthers.error ? <ProblemNotice error={endOthers.error} /> : null}
      {listed.isPending ? <i className="bone bone-wide" aria-hidden="true" /> : null}
      <ul className="own-rows">
        {items.map(({ id, device, lastUsedAt, isThis }) => (
          <li key={id}>
            <span>
              <strong>
                {device} {isThis ? <Tag>{text('people.desk.sessions.this')}</Tag> : null}
              </strong>
              <span className="soft">
                {text('people.desk.sessions.used', { when: sayMoment(moment(lastUsedAt), now, language) })}
              </span>
            </span>
            {isThis ? null : (
              <Button
                aria-label={text('people.desk.sessions.end_which', { device })}
                loading={end.isPending && end.variables === id}
                onClick={() => end.mutate(id)}
              >
                {text('people.desk.sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {items.length > 1 ? (
        <Button loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {text('people.desk.sessions.end_others')}
        </Button>
      ) : null}
    </section>
  )
}
