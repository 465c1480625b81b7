import { Button } from 'antd'
import { X } from 'lucide-react'
import { useWords } from '../../../platform/screens/words.tsx'
import type { CalendarDay } from '../model.ts'
import { daysIn, type Span, spansOf } from '../rules.ts'
import { saySpan } from './day-words.ts'

/** The days that differ, as spans in order: when, what for, rest or work, and a way to take each out. */
export function YearSpans(props: { days: readonly CalendarDay[]; onRemove?: (days: ReadonlySet<string>) => void }) {
  const { text, language } = useWords()
  const { days, onRemove } = props
  if (days.length === 0) {
    return (
      <div className="calendar-none">
        <h2>{text('calendar.desk.none.title')}</h2>
        <p className="soft">{text(onRemove ? 'calendar.desk.none.edit' : 'calendar.desk.none.text')}</p>
      </div>
    )
  }
  const say = (span: Span) => saySpan(span, language, (ends) => text('calendar.desk.span', ends))
  return (
    <section aria-label={text('calendar.desk.list')}>
      <ul className="calendar-spans">
        {spansOf(days).map((span) => (
          <li key={span.from}>
            <Kind working={span.working} />
            <span className="calendar-span-name">{span.name}</span>
            <span className="calendar-span-days">
              {say(span)}
              {span.from === span.to ? null : (
                <span className="soft"> {text('calendar.desk.count', { count: daysIn(span).length })}</span>
              )}
            </span>
            {onRemove ? (
              <Button
                type="text"
                icon={<X size={16} aria-hidden="true" />}
                aria-label={text('calendar.desk.remove', { name: span.name, days: say(span) })}
                onClick={() => onRemove(new Set(daysIn(span).map(({ day }) => day)))}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Kind({ working }: { working: boolean }) {
  const { text } = useWords()
  return (
    <span className={`chip ${working ? 'chip-soon' : 'chip-done'}`}>
      {text(working ? 'calendar.desk.work' : 'calendar.desk.rest')}
    </span>
  )
}
