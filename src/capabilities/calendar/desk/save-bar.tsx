import { Button } from 'antd'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'

/** What is changed and not yet saved, what saving will do, and what it did: in sight wherever the page is read. */
export function SaveBar(props: {
  year: number
  /** How many days the list has now. */
  days: number
  isChanged: boolean
  isSaving: boolean
  isSaved: boolean
  error: unknown
  onSave: () => void
  onLeave: () => void
}) {
  const { text } = useWords()
  const { year, days, isChanged, isSaving, isSaved, error } = props
  const isEmpty = days === 0
  return (
    <div className={isChanged || isSaved ? 'calendar-bar' : undefined}>
      {error ? <ProblemNotice error={error} keeps /> : null}
      {/* Stands there, empty or not, so that screen readers listen to it. */}
      <div role="status">
        {isSaved ? <p className="notice notice-done">{text('calendar.desk.saved', { year })}</p> : null}
        {isChanged ? (
          <p>{text(isEmpty ? 'calendar.desk.unsaved.empty' : 'calendar.desk.unsaved', { year, count: days })}</p>
        ) : null}
      </div>
      {isChanged ? (
        <div className="calendar-save">
          <Button type="primary" danger={isEmpty} loading={isSaving} onClick={props.onSave}>
            {text(isEmpty ? 'calendar.desk.take_back' : 'calendar.desk.save', { year })}
          </Button>
          <Button disabled={isSaving} onClick={props.onLeave}>
            {text('calendar.desk.leave')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
