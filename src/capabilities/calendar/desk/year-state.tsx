import { CalendarCheck, CalendarX } from 'lucide-react'
import { useWords } from '../../../platform/screens/words.tsx'
import type { CalendarYear } from '../model.ts'
import { sayWholeDate } from './day-words.ts'

/** Whether a year is arranged, what that means for deadlines, and how far the whole calendar reaches. */
export function YearState({ saved }: { saved: CalendarYear }) {
  const { text, language } = useWords()
  const { year, covered, coverage } = saved
  const isUnfinished = coverage.warning?.kind === 'unfinished' && coverage.warning.year === year
  const state = !covered ? 'uncovered' : isUnfinished ? 'unfinished' : 'covered'
  const Icon = state === 'covered' ? CalendarCheck : CalendarX
  return (
    <div className={`notice ${state === 'covered' ? 'notice-done' : 'notice-soon'}`}>
      <Icon aria-hidden="true" />
      <div>
        <p className="notice-title">{text(`calendar.desk.state.${state}`, { year })}</p>
        <p>
          {coverage.coveredUntil
            ? text('calendar.desk.reach', { day: sayWholeDate(coverage.coveredUntil, language) })
            : text('calendar.desk.reach.none')}
        </p>
      </div>
    </div>
  )
}
