import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'
import { AuditFilters } from './audit-filters.tsx'
import { exportAddress, filterOf, type Search } from './audit-search.ts'
import { AuditTable } from './audit-table.tsx'
import './audit.css'

/** Who did what, searched: ids and codes, the names of staff, and nothing that a neighbour said. */
export default function AuditScreen(props: {
  search: Readonly<Record<string, string>>
  go: (to: { search?: Search; replace?: boolean }) => void
}) {
  const { text } = useWords()
  const { search, go } = props
  const filter = filterOf(search)
  const isSearched = Object.keys(filter).length > 0
  const choices = useQuery({
    queryKey: ['audit', 'choices'],
    queryFn: ({ signal }) => call(routes.choices, { signal }),
    staleTime: 300_000,
  })
  const log = useInfiniteQuery({
    queryKey: ['audit', 'lines', filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.list, { query: { ...filter, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const items = log.data?.pages.flatMap((page) => page.items)
  const choose = (chosen: Search) => go({ search: { ...search, ...chosen } })

  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('audit.desk.name')}</h1>
          <p className="soft">{text('audit.desk.text')}</p>
        </div>
        <Button href={exportAddress(filter)} download aria-describedby="audit-export">
          {text('audit.desk.export')}
        </Button>
      </header>
      <AuditFilters search={search} choices={choices.data} onChoose={choose} onClear={() => go({ search: {} })} />
      <p className="soft audit-export" id="audit-export">
        {text('audit.desk.export.words')}
      </p>
      {log.error ? <ProblemNotice error={log.error} /> : null}
      {log.error && !items ? (
        <Button loading={log.isFetching} onClick={() => log.refetch()}>
          {text('audit.desk.again')}
        </Button>
      ) : null}
      {items?.length === 0 ? <Nothing isSearched={isSearched} /> : null}
      {items && items.length > 0 ? (
        <AuditTable
          items={items}
          communities={choices.data?.communities ?? []}
          onPerson={(person) => choose({ person })}
        />
      ) : null}
      {!items && !log.error ? (
        <div className="page-bones" role="status" aria-label={text('audit.desk.loading')}>
          {[1, 2, 3, 4, 5, 6].map((line) => (
            <i key={line} className="bone bone-wide" />
          ))}
        </div>
      ) : null}
      {log.hasNextPage ? (
        <div className="page-foot">
          <Button loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
            {text('audit.desk.more')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Nothing({ isSearched }: { isSearched: boolean }) {
  const { text } = useWords()
  const kind = isSearched ? 'some' : 'any'
  return (
    <div className="page-none">
      <h2>{text(`audit.desk.none.${kind}.title`)}</h2>
      <p>{text(`audit.desk.none.${kind}.text`)}</p>
    </div>
  )
}
