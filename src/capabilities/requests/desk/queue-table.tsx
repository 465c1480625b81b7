import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useCallback, useEffect, useRef } from 'react'
import type { RequestId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestRow } from '../model.ts'
import { routes } from '../routes.ts'
import { useCategories } from './categories.ts'
import { lookAtRequestsAgain } from './queries.ts'
import { isNarrowed, type listQuery, type QueueFilters } from './queue-address.ts'
import { QueueRow } from './queue-row.tsx'
import { useKeys } from './use-keys.ts'

const pageSize = 25
const columns = ['what', 'category', 'handler', 'voices', 'way', 'deadline'] as const

/** The rows, page after page; it stays as it is while the reader looks at one of them. */
export function QueueTable(props: {
  /** Undefined while it is not known yet what to ask for. */
  query: ReturnType<typeof listQuery> | undefined
  filters: QueueFilters
  /** Whose requests are shown in place of the list; null for the list. */
  phone: string | null
  open: RequestId | undefined
  withCommunity: boolean
  onOpen: (id: RequestId) => void
  onClear: () => void
}) {
  const { text } = useWords()
  const { query, filters, phone, open, withCommunity, onOpen, onClear } = props
  const list = useInfiniteQuery({
    queryKey: ['requests', 'list', query, phone],
    queryFn: ({ pageParam, signal }) =>
      phone
        ? call(routes.byPhone, { body: { phone }, signal })
        : call(routes.list, { query: { ...query, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: phone ? false : lookAtRequestsAgain,
    enabled: query !== undefined,
  })
  const rows: readonly RequestRow[] = list.data?.pages.flatMap((page) => page.items) ?? []

  // Rows are drawn again only when they change, so what they call must stay the same function.
  const latest = useRef(onOpen)
  useEffect(() => {
    latest.current = onOpen
  })
  const openRow = useCallback((id: RequestId) => latest.current(id), [])
  const { nameOf } = useCategories()

  const at = rows.findIndex(({ id }) => id === open)
  const step = (by: 1 | -1) => {
    const next = rows[at < 0 ? 0 : at + by]
    if (next) onOpen(next.id)
  }
  useKeys({ arrowdown: () => step(1), arrowup: () => step(-1) })
  const isListed = at >= 0
  const body = useRef<HTMLTableSectionElement>(null)
  useEffect(() => {
    if (open && isListed)
      body.current?.querySelector('[aria-current=true]')?.closest('tr')?.scrollIntoView({ block: 'nearest' })
  }, [open, isListed])

  if (list.isError && !list.data) {
    return (
      <div className="queue-away">
        <ProblemNotice error={list.error} />
        <Button loading={list.isFetching} onClick={() => list.refetch()}>
          {text('requests.desk.again')}
        </Button>
      </div>
    )
  }
  if (!list.data) return <LoadingRows />
  if (rows.length === 0) return <NoRows narrowed={isNarrowed(filters)} onClear={onClear} />
  return (
    <>
      {list.isError ? <ProblemNotice error={list.error} /> : null}
      <div className="queue-scroll" aria-busy={list.isPlaceholderData}>
        <table className="queue-table">
          <thead>
            <tr>
              <td />
              {columns.map((column) => (
                <th key={column} scope="col" className={`queue-${column}`}>
                  {text(`requests.desk.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row) => (
              <QueueRow
                key={row.id}
                row={row}
                categoryName={nameOf(row.category)}
                isOpen={row.id === open}
                withCommunity={withCommunity}
                onOpen={openRow}
              />
            ))}
          </tbody>
        </table>
        <div className="queue-foot">
          {list.hasNextPage ? (
            <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              {text('requests.desk.more')}
            </Button>
          ) : (
            <p>{text('requests.desk.all_shown', { count: rows.length })}</p>
          )}
        </div>
      </div>
    </>
  )
}

function NoRows({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  const { text } = useWords()
  const kind = narrowed ? 'narrowed' : 'quiet'
  return (
    <div className="queue-none">
      <h2>{text(`requests.desk.none.${kind}.title`)}</h2>
      <p>{text(`requests.desk.none.${kind}.text`)}</p>
      {narrowed ? <Button onClick={onClear}>{text('requests.desk.filter.clear')}</Button> : null}
    </div>
  )
}

const bones = [44, 60, 38, 52, 66, 40, 58, 47, 62, 36]

/** The table's own shape while it is on its way. */
function LoadingRows() {
  const { text } = useWords()
  return (
    <div className="queue-bones" role="status" aria-label={text('requests.desk.loading')}>
      {bones.map((width) => (
        <div key={width}>
          <i className="bone bone-mark" />
          <i className="bone" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  )
}
