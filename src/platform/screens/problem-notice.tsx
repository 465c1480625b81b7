import { CloudOff, TriangleAlert } from 'lucide-react'
import { ApiProblem, Unreachable } from './api.ts'
import { useWords } from './words.tsx'

/** Why something was not done and what to do now. What was typed stays where it is, and this says so. */
export function ProblemNotice({ error, keeps = false }: { error: unknown; keeps?: boolean }) {
  const { text } = useWords()
  const away = error instanceof Unreachable
  const problem = error instanceof ApiProblem ? error.problem : undefined
  const Icon = away ? CloudOff : TriangleAlert
  return (
    <div className={`notice ${away ? 'notice-soon' : 'notice-over'}`} role="alert">
      <Icon aria-hidden="true" />
      <div>
        <p className="notice-title">
          {away ? text('screens.problem.unreachable') : problem?.title || text('screens.problem.unexpected')}
        </p>
        {problem?.detail && <p>{problem.detail}</p>}
        {problem?.fields?.map(({ field, message }) => (
          <p key={field}>{message}</p>
        ))}
        {keeps && <p>{text('screens.problem.kept')}</p>}
      </div>
    </div>
  )
}
