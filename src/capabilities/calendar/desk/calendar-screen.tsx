import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { moment, sayMoment } from '../../../platform/screens/moments.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { CalendarDay, CalendarYear } from '../model.ts'
import { withDays } from '../rules.ts'
import { DayForm } from './day-form.tsx'
import { NoticeForm } from './notice-form.tsx'
import { useCalendarYear, useChangeYear } from './queries.ts'
import { SaveBar } from './save-bar.tsx'
import { YearMonths } from './year-months.tsx'
import { YearSpans } from './year-spans.tsx'
import { YearState } from './year-state.tsx'
import './calendar.css'

interface CalendarScreenProps {
  may: (action: 'calendar.edit') => boolean
  search: Readonly<Record<string, string>>
  go: (to: { search?: Readonly<Record<string, string | undefined>>; replace?: boolean }) => void
}

/** The working-day calendar, a year at a time: what is arranged, and for the district the way to arrange it. */
export default function CalendarScreen({ may, search, go }: CalendarScreenProps) {
  const { text } = useWords()
  const asked = /^\d{4}$/.test(search.year ?? '') ? Number(search.year) : undefined
  const calendar = useCalendarYear(asked)
  // What was changed and not yet saved, by year: looking at another year loses nothing.
  const [drafts, setDrafts] = useState<Readonly<Record<number, readonly CalendarDay[]>>>({})
  const { data, error } = calendar

  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('calendar.desk.name')}</h1>
          <p className="soft">{text('calendar.desk.text')}</p>
        </div>
        {data ? <Years shown={data} onChoose={(year) => go({ search: { ...search, year: String(year) } })} /> : null}
      </header>
      {error ? <ProblemNotice error={error} /> : null}
      {error && !data ? (
        <Button loading={calendar.isFetching} onClick={() => calendar.refetch()}>
          {text('calendar.desk.again')}
        </Button>
      ) : null}
      {data ? (
        <Year
          key={data.year}
          saved={data}
          isEditable={may('calendar.edit') && data.year >= data.editable.from && data.year <= data.editable.to}
          draft={drafts[data.year]}
          onDraft={(draft) =>
            setDrafts(({ [data.year]: _, ...others }) => (draft ? { ...others, [data.year]: draft } : others))
          }
        />
      ) : error ? null : (
        <div className="page-bones" role="status" aria-label={text('calendar.desk.loading')}>
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
        </div>
      )}
    </div>
  )
}

function Years({ shown, onChoose }: { shown: CalendarYear; onChoose: (year: number) => void }) {
  const { text } = useWords()
  const { from, to } = shown.editable
  const { warning } = shown.coverage
  const years = new Set([...Array.from({ length: to - from + 1 }, (_, index) => from + index), shown.year])
  const label = (year: number) =>
    warning?.year === year ? text(`calendar.desk.year.${warning.kind}`, { year }) : String(year)
  return (
    <Segmented
      className="calendar-years"
      aria-label={text('calendar.desk.years')}
      value={shown.year}
      options={[...years].toSorted((one, other) => one - other).map((year) => ({ value: year, label: label(year) }))}
      onChange={onChoose}
    />
  )
}

function Year(props: {
  saved: CalendarYear
  isEditable: boolean
  draft: readonly CalendarDay[] | undefined
  onDraft: (draft: readonly CalendarDay[] | undefined) => void
}) {
  const { text, language } = useWords()
  const now = useNow()
  const { saved, isEditable, draft, onDraft } = props
  const change = useChangeYear()
  const days = draft ?? saved.days
  const edit = (edited: readonly CalendarDay[]) => {
    change.reset()
    onDraft(JSON.stringify(edited) === JSON.stringify(saved.days) ? undefined : edited)
  }
  const save = () => change.mutate({ year: saved.year, days }, { onSuccess: () => onDraft(undefined) })

  return (
    <>
      <YearState saved={saved} />
      <div className="calendar-year">
        <div className="calendar-list">
          <YearSpans
            days={days}
            {...(isEditable && {
              onRemove: (gone: ReadonlySet<string>) => edit(days.filter(({ day }) => !gone.has(day))),
            })}
          />
          {isEditable ? (
            <>
              <NoticeForm year={saved.year} onRead={(read) => edit(withDays(days, read))} />
              <DayForm year={saved.year} onAdd={(added) => edit(withDays(days, added))} />
            </>
          ) : null}
          {saved.changed ? (
            <p className="soft">
              {text(saved.changed.by ? 'calendar.desk.changed.by' : 'calendar.desk.changed', {
                when: sayMoment(moment(saved.changed.at), now, language),
                who: saved.changed.by ?? '',
              })}
            </p>
          ) : null}
        </div>
        <YearMonths year={saved.year} days={days} />
      </div>
      {isEditable ? (
        <SaveBar
          year={saved.year}
          days={days.length}
          isChanged={draft !== undefined}
          isSaving={change.isPending}
          isSaved={change.isSuccess && draft === undefined}
          error={change.error}
          onSave={save}
          onLeave={() => edit(saved.days)}
        />
      ) : null}
    </>
  )
}
