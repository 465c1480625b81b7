import { Link } from '@tanstack/react-router'
import { ApiProblem } from '../../../platform/screens/api.ts'
import { useWords } from '../../../platform/screens/words.tsx'

/** Nothing of that id is there for this lead; the server does not say whether it is anywhere. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && (error.problem.status === 404 || error.problem.status === 422)
}

/** Why there is nothing to see here, and the way on. */
export function Gone() {
  const { text } = useWords()
  return (
    <div className="empty">
      <p className="empty-title">{text('requests.lead.gone')}</p>
      <p>{text('requests.lead.gone.why')}</p>
      <Link to="/" className="button button-primary">
        {text('requests.lead.gone.back')}
      </Link>
    </div>
  )
}

/** A step that there is no form for: a link of another version, or a typing error. */
export function NotNow({ id }: { id: string }) {
  const { text } = useWords()
  return (
    <>
      <p className="notice notice-wait">{text('requests.lead.not_now')}</p>
      <Link to="/requests/$id" params={{ id }} replace className="button button-primary">
        {text('requests.lead.not_now.back')}
      </Link>
    </>
  )
}
