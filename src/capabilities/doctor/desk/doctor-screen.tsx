import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { call } from '../../../platform/screens/api.ts'
import { moment, sayMoment } from '../../../platform/screens/moments.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { CheckUp, Finding } from '../model.ts'
import { routes } from '../routes.ts'
import './doctor.css'

const signs = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert }

/** The check-up: how everything is that this installation stands on, the worst first, and what to do about it. */
export default function DoctorScreen() {
  const { text } = useWords()
  const look = useQuery({
    queryKey: ['check-up'],
    queryFn: ({ signal }) => call(routes.checkUp, { signal }),
    // A look takes some seconds and knocks at other servers: only when somebody asks for it.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  })
  const { data, error } = look
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('doctor.desk.name')}</h1>
          <p className="soft">{text('doctor.desk.text')}</p>
        </div>
        <Button loading={look.isFetching} onClick={() => look.refetch()}>
          {text('doctor.desk.again')}
        </Button>
      </header>
      {error ? <ProblemNotice error={error} /> : null}
      {data ? (
        <Found checkUp={data} />
      ) : error ? null : (
        <div className="page-bones" role="status" aria-label={text('doctor.desk.loading')}>
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
        </div>
      )}
    </div>
  )
}

function Found({ checkUp }: { checkUp: CheckUp }) {
  const { text, language } = useWords()
  const now = useNow()
  const { level, findings, at } = checkUp
  const count = findings.filter((one) => one.level === level).length
  return (
    <>
      <p className={`doctor-whole doctor-${level}`} role="status">
        <strong>{text(`doctor.desk.${level}`, { count })}</strong>
        <span>{text('doctor.desk.at', { when: sayMoment(moment(at), now, language) })}</span>
      </p>
      <ul className="doctor-list">
        {findings.map((finding) => (
          <Row key={finding.name} finding={finding} />
        ))}
      </ul>
    </>
  )
}

function Row({ finding }: { finding: Finding }) {
  const { text, language } = useWords()
  const Sign = signs[finding.level]
  const { title, found, toDo } = finding.words[language]
  return (
    <li className={`doctor-${finding.level}`}>
      <span className="doctor-sign">
        <Sign size={18} aria-hidden />
        {text(`doctor.desk.level.${finding.level}`)}
      </span>
      <div>
        <h2>{title}</h2>
        <p>{found}</p>
        {toDo ? (
          <p className="doctor-to-do">
            <strong>{text('doctor.desk.to_do')}</strong> {toDo}
          </p>
        ) : null}
      </div>
    </li>
  )
}
