import { CalendarClock } from 'lucide-react'
import { useWords } from '../../../platform/screens/words.tsx'
import { useCalendarYear } from './queries.ts'
import './calendar-banner.css'

/** For those who may edit the calendar, on every page: the year that it does not cover, and the way to arrange it. */
export function CalendarBanner() {
  const { text } = useWords()
  // Without an answer nothing is claimed; the page below says itself what is wrong.
  const warning = useCalendarYear().data?.coverage.warning
  if (!warning) return null
  const { kind, year } = warning
  return (
    <section className="calendar-banner" aria-label={text('calendar.desk.name')}>
      <CalendarClock size={18} aria-hidden="true" />
      <p>
        <strong>{text(`calendar.desk.banner.${kind}`, { year })}</strong>{' '}
        {text(`calendar.desk.banner.${kind}.then`, { year })}
      </p>
      <a href={`${import.meta.env.BASE_URL}calendar?year=${year}`}>{text('calendar.desk.banner.go', { year })}</a>
    </section>
  )
}
