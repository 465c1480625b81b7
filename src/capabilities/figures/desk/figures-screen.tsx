import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { Language } from '../../../platform/i18n/text.ts'
import { call } from '../../../platform/screens/api.ts'
import { isoDay } from '../../../platform/screens/moments.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes as requestRoutes } from '../../requests/routes.ts'
import { type Figures, type FiguresLine, measures } from '../model.ts'
import { routes } from '../routes.ts'
import { daysOfMonth, monthBeside } from '../rules.ts'
import { csvOf } from '../rules-for-csv.ts'
import { FiguresTable, type NameOf } from './figures-table.tsx'
import './figures.css'

/** How many months back there is something to choose. */
const monthsBack = 24

/** A month in figures: by community and by category, with totals, to be taken along as a table. */
export default function FiguresScreen(props: {
  search: Readonly<Record<string, string>>
  go: (to: { search?: Readonly<Record<string, string | undefined>>; replace?: boolean }) => void
}) {
  const { text, language } = useWords()
  const { search, go } = props
  const present = isoDay(useNow()).slice(0, 7)
  const oldest = monthBeside(present, -monthsBack)
  const asked = search.month ?? ''
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) && asked >= oldest && asked <= present ? asked : present
  const by = search.by === 'category' ? 'category' : 'communityId'
  const days = daysOfMonth(month)
  const figures = useQuery({
    queryKey: ['figures', month],
    queryFn: ({ signal }) => call(routes.figures, { query: days, signal }),
    refetchInterval: month === present && 30_000,
  })
  const { data, error } = figures
  const nameOf = useNames(data)
  const choose = (chosen: Record<string, string | undefined>) => go({ search: { ...search, ...chosen } })
  const step = (by: number) => choose({ month: monthBeside(month, by) })

  return (
    <div className="page figures-page">
      <header className="page-head">
        <div>
          <h1>{text('figures.desk.name')}</h1>
          <p className="soft">{text('figures.desk.text')}</p>
        </div>
        <Save data={data} nameOf={nameOf} month={month} />
      </header>
      <search className="filters" aria-label={text('figures.desk.filters')}>
        <Button
          icon={<ChevronLeft size={16} aria-hidden="true" />}
          aria-label={text('figures.desk.before')}
          disabled={month <= oldest}
          onClick={() => step(-1)}
        />
        <Select
          className="figures-month"
          aria-label={text('figures.desk.month')}
          value={month}
          options={Array.from({ length: monthsBack + 1 }, (_, back) => monthBeside(present, -back)).map((value) => ({
            value,
            label: sayMonth(value, language),
          }))}
          onChange={(value: string) => choose({ month: value })}
        />
        <Button
          icon={<ChevronRight size={16} aria-hidden="true" />}
          aria-label={text('figures.desk.after')}
          disabled={month >= present}
          onClick={() => step(1)}
        />
        <Segmented
          aria-label={text('figures.desk.by')}
          value={by}
          options={(['communityId', 'category'] as const).map((value) => ({
            value,
            label: text(`figures.desk.by.${value}`),
          }))}
          onChange={(value) => choose({ by: value === 'category' ? value : undefined })}
        />
      </search>
      {error ? <ProblemNotice error={error} /> : null}
      {error && !data ? (
        <Button loading={figures.isFetching} onClick={() => figures.refetch()}>
          {text('figures.desk.again')}
        </Button>
      ) : null}
      {data && data.items.length > 0 ? <FiguresTable figures={data} by={by} nameOf={nameOf} /> : null}
      {data?.items.length === 0 ? (
        <div className="page-none">
          <h2>{text('figures.desk.none.title')}</h2>
          <p>{text('figures.desk.none.text')}</p>
        </div>
      ) : null}
      {data || error ? null : (
        <div className="page-bones" role="status" aria-label={text('figures.desk.loading')}>
          {[1, 2, 3, 4, 5, 6].map((line) => (
            <i key={line} className="bone bone-wide" />
          ))}
        </div>
      )}
    </div>
  )
}

function useNames(data: Figures | undefined): NameOf {
  const { text, language } = useWords()
  const categories = useQuery({
    queryKey: ['requests', 'catalogue'],
    queryFn: ({ signal }) => call(requestRoutes.categories, { signal }),
    staleTime: 300_000,
  })
  return useMemo(() => {
    const named = new Map<string, string>([
      ...(categories.data?.items.map((one) => [one.code, one.names[language]] as const) ?? []),
      ...(data?.communities.map((one) => [one.id, one.name] as const) ?? []),
    ])
    return (_, key) => (key === null ? text('figures.desk.category.none') : (named.get(key) ?? key))
  }, [categories.data, data, language, text])
}

/** The month as a table for a spreadsheet: a link, so that the browser keeps it where the reader wants. */
function Save(props: { data: Figures | undefined; nameOf: NameOf; month: string }) {
  const { text } = useWords()
  const { data, nameOf, month } = props
  const address = useMemo(() => {
    if (!data) return undefined
    const heads = ['communityId', 'category'].map((one) => text(`figures.desk.column.${one}`))
    const row = (line: FiguresLine) => [
      nameOf('communityId', line.communityId),
      nameOf('category', line.category),
      ...measures.map((one) => line[one]),
    ]
    const table = csvOf([
      [...heads, ...measures.map((one) => text(`figures.measure.${one}`))],
      ...data.items.map(row),
      [text('figures.desk.total'), '', ...measures.map((one) => data.total[one])],
    ])
    return URL.createObjectURL(new Blob([table], { type: 'text/csv;charset=utf-8' }))
  }, [data, nameOf, text])
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address])
  return (
    <Button
      {...(address && { href: address })}
      disabled={!address}
      download={`silin-${month}.csv`}
      icon={<Download size={16} aria-hidden="true" />}
    >
      {text('figures.desk.save')}
    </Button>
  )
}

function sayMonth(month: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
  })
  return format.format(new Date(`${month}-01T00:00:00Z`))
}
