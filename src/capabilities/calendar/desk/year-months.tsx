import { isoDay } from '../../../platform/screens/moments.ts'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { CalendarDay } from '../model.ts'
import { daysOfMonth, isoWeekday } from '../rules.ts'
import { sayMonth, weekdays } from './day-words.ts'

type Named = ReadonlyMap<string, CalendarDay>

/** The year as twelve small months; a word stands in every day that differs, since colour alone says nothing. */
export function YearMonths({ year, days }: { year: number; days: readonly CalendarDay[] }) {
  const { text } = useWords()
  const named: Named = new Map(days.map((one) => [one.day, one]))
  return (
    <section className="calendar-months" aria-label={text('calendar.desk.months', { year })}>
      {Array.from({ length: 12 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a month is its number
        <Month key={index} year={year} month={index + 1} named={named} />
      ))}
    </section>
  )
}

function Month({ year, month, named }: { year: number; month: number; named: Named }) {
  const { language } = useWords()
  const today = isoDay(useNow())
  return (
    <table className="calendar-month">
      <caption>{sayMonth(year, month, language)}</caption>
      <thead>
        <tr>
          {weekdays(language).map(({ short, long }) => (
            <th key={long} scope="col" abbr={long}>
              {short}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(year, month).map((week) => (
          <tr key={week.find((day) => day !== null)}>
            {week.map((day, index) =>
              day === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: an empty place of a week is its weekday
                <td key={index} />
              ) : (
                <Day key={day} day={day} exception={named.get(day)} isToday={day === today} />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Day(props: { day: string; exception: CalendarDay | undefined; isToday: boolean }) {
  const { text } = useWords()
  const { day, exception, isToday } = props
  const kind = exception ? (exception.working ? 'work' : 'rest') : isoWeekday(day) > 5 ? 'weekend' : 'weekday'
  return (
    <td
      className={`calendar-day calendar-day-${kind}`}
      title={exception?.name}
      aria-current={isToday ? 'date' : undefined}
    >
      <span>{Number(day.slice(8))}</span>
      {exception ? <small>{text(`calendar.desk.short.${kind}`)}</small> : null}
      {exception ? <span className="heard-only">{exception.name}</span> : null}
    </td>
  )
}

/** A month's days in weeks from Monday to Sunday, with `null` before the first and after the last. */
function weeksOf(year: number, month: number): (string | null)[][] {
  const days: (string | null)[] = daysOfMonth(year, month)
  const before = Array.from({ length: isoWeekday(days[0] as string) - 1 }, () => null)
  const all = [...before, ...days]
  const weeks = Array.from({ length: Math.ceil(all.length / 7) }, (_, index) => all.slice(index * 7, index * 7 + 7))
  return weeks.map((week) => [...week, ...Array.from({ length: 7 - week.length }, () => null)])
}
