import { useQuery } from '@tanstack/react-query'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { Time } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'
import './feedback.css'

/** What people said about the service, newest first, with the way to answer them where they left one. */
export default function FeedbackScreen() {
  const { text } = useWords()
  const said = useQuery({ queryKey: ['feedback'], queryFn: ({ signal }) => call(routes.list, { signal }) })
  const items = said.data?.items
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('feedback.desk.name')}</h1>
          <p className="soft">{text('feedback.desk.text')}</p>
        </div>
      </header>
      {said.error ? <ProblemNotice error={said.error} /> : null}
      {said.isPending ? (
        <div className="page-bones" role="status" aria-label={text('feedback.desk.loading')}>
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
        </div>
      ) : null}
      {items?.length === 0 ? (
        <div className="page-none">
          <h2>{text('feedback.desk.none')}</h2>
          <p>{text('feedback.desk.none.words')}</p>
        </div>
      ) : null}
      <ul className="said-list">
        {items?.map((item) => (
          <li key={item.id}>
            <p lang={item.language}>{item.text}</p>
            <p className="soft">
              <Time at={item.at} /> · {item.contact ?? text('feedback.desk.no_contact')}
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}
