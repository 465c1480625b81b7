import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../platform/screens/api.ts'
import { PageTitle } from '../../../platform/screens/page-title.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'

/** Somebody whose post needs a second step signed in by phone: the desk's screens take it from here. */
export function HalfWay() {
  const { text } = useWords()
  const queries = useQueryClient()
  const leave = useMutation({
    mutationFn: () => call(routes.signOut),
    onSuccess: () => queries.setQueryData(['session'], null),
  })
  return (
    <main className="page half-way">
      <PageTitle title={text('people.lead.half.title')} />
      <p>{text('people.lead.half.text')}</p>
      {leave.isError && <ProblemNotice error={leave.error} />}
      <a className="button button-primary" href="/desk/?back=lead">
        {text('people.lead.half.go')}
      </a>
      <button type="button" className="button" onClick={() => leave.mutate()}>
        {text('people.lead.sign_out')}
      </button>
    </main>
  )
}
