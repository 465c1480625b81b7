import { useQuery } from '@tanstack/react-query'
import type { CommunityId } from '../../../platform/ids.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { figuresOf } from './queries.ts'
import type { QueueFilters } from './queue-address.ts'

/** Counts of the day and of the month; those that a filter can show are buttons. */
export function QueueFigures(props: {
  community: CommunityId | undefined
  filters: QueueFilters
  onChange: (patch: Partial<QueueFilters>) => void
}) {
  const { text, language } = useWords()
  const { community, filters, onChange } = props
  const { data, error } = useQuery(figuresOf(community))
  if (error && !data) return <ProblemNotice error={error} />
  if (!data) return <div className="figures figures-loading" role="status" aria-label={text('requests.desk.loading')} />

  const { sameDay, satisfaction } = data
  const share = (part: number, whole: number, digits: number) =>
    whole === 0
      ? '–'
      : new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(part / whole)
  const isOpen = filters.status === 'open' && !filters.overdue
  return (
    <dl className="figures">
      <Figure
        label={text('requests.desk.figures.open')}
        value={data.open}
        pressed={isOpen && filters.sort !== 'newest'}
        onClick={() => onChange({ status: 'open', overdue: false })}
      />
      <Figure
        label={text('requests.desk.figures.overdue')}
        value={data.overdue}
        tone={data.overdue > 0 ? 'over' : undefined}
        pressed={filters.overdue}
        onClick={() => onChange({ status: 'open', overdue: !filters.overdue, sort: 'due' })}
      />
      <Figure
        label={text('requests.desk.figures.within_hour')}
        value={data.dueWithinHour}
        tone={data.dueWithinHour > 0 ? 'soon' : undefined}
        onClick={() => onChange({ status: 'open', overdue: false, sort: 'due' })}
      />
      <Figure
        label={text('requests.desk.figures.today')}
        value={`${data.resolvedToday} / ${data.reportedToday}`}
        onClick={() => onChange({ status: 'any', overdue: false, sort: 'newest' })}
      />
      <Figure
        label={text('requests.desk.figures.same_day', { solved: sameDay.solved, due: sameDay.due })}
        value={share(sameDay.solved, sameDay.due, 1)}
      />
      <Figure
        label={text('requests.desk.figures.satisfied', {
          rated: satisfaction.rated,
          share: share(satisfaction.answered, satisfaction.closed, 0),
        })}
        value={share(satisfaction.satisfied, satisfaction.rated, 0)}
      />
    </dl>
  )
}

function Figure(props: {
  label: string
  value: number | string
  tone?: 'over' | 'soon' | undefined
  pressed?: boolean
  onClick?: () => void
}) {
  const { label, value, tone, pressed, onClick } = props
  return (
    <div className={tone ? `figure figure-${tone}` : 'figure'}>
      <dt>{label}</dt>
      <dd>
        {onClick ? (
          <button type="button" aria-label={`${label} ${value}`} aria-pressed={pressed ?? undefined} onClick={onClick}>
            {value}
          </button>
        ) : (
          value
        )}
      </dd>
    </div>
  )
}
