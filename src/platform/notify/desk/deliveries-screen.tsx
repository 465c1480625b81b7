import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented, Select, Table, type TableColumnsType } from 'antd'
import type { Text, Values } from '../../i18n/text.ts'
import type { CommunityId } from '../../ids.ts'
import { call } from '../../screens/api.ts'
import { moment, sayMoment } from '../../screens/moments.ts'
import { ProblemNotice } from '../../screens/problem-notice.tsx'
import { Time, useNow } from '../../screens/time.tsx'
import { useWords } from '../../screens/words.tsx'
import type { Delivery } from '../model.ts'
import { routes } from '../routes.ts'
import { reasonWords } from './reasons.ts'

const states = ['any', 'failed', 'waiting', 'sent', 'skipped'] as const
const tones = { waiting: 'soon', sent: 'done', failed: 'over', skipped: 'wait' } as const

/** The log of what was sent to whom by which channel: never its words, never the address. */
export default function DeliveriesScreen(props: {
  communities: readonly { readonly id: CommunityId; readonly name: string }[]
  search: Readonly<Record<string, string>>
  go: (to: { search?: Readonly<Record<string, string | undefined>> }) => void
}) {
  const { text } = useWords()
  const { communities, search, go } = props
  const community = (communities.find(({ id }) => id === search.community) ?? communities[0])?.id
  const status = states.find((known) => known === search.status) ?? 'any'
  const log = useInfiniteQuery({
    queryKey: ['notify', 'deliveries', community, status],
    queryFn: ({ pageParam, signal }) =>
      call(routes.deliveries, {
        query: {
          community: community as CommunityId,
          ...(status !== 'any' && { status }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: community !== undefined,
    refetchInterval: 30_000,
  })
  const items = log.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('notify.desk.name')}</h1>
          <p className="soft">{text('notify.desk.text')}</p>
        </div>
        {communities.length > 1 ? (
          <Select
            className="page-community"
            aria-label={text('notify.desk.community')}
            popupMatchSelectWidth={false}
            value={community ?? null}
            options={communities.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen: CommunityId) => go({ search: { ...search, community: chosen } })}
          />
        ) : null}
      </header>
      <div className="filters">
        <Segmented
          aria-label={text('notify.desk.filter')}
          value={status}
          options={states.map((value) => ({ value, label: text(`notify.desk.status.${value}`) }))}
          onChange={(chosen) => go({ search: { ...search, status: chosen === 'any' ? undefined : chosen } })}
        />
      </div>
      {log.error ? <ProblemNotice error={log.error} /> : null}
      {log.error && !log.data ? (
        <Button loading={log.isFetching} onClick={() => log.refetch()}>
          {text('notify.desk.again')}
        </Button>
      ) : null}
      {log.data ? <Log items={items} isAny={status === 'any'} /> : null}
      {!log.data && !log.error ? (
        <div className="page-bones" role="status" aria-label={text('notify.desk.loading')}>
          {[1, 2, 3, 4, 5, 6].map((line) => (
            <i key={line} className="bone bone-wide" />
          ))}
        </div>
      ) : null}
      {log.hasNextPage ? (
        <div className="page-foot">
          <Button loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
            {text('notify.desk.more')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Log({ items, isAny }: { items: readonly Delivery[]; isAny: boolean }) {
  const { text } = useWords()
  if (items.length === 0) {
    const kind = isAny ? 'any' : 'some'
    return (
      <div className="page-none">
        <h2>{text(`notify.desk.none.${kind}.title`)}</h2>
        <p>{text(`notify.desk.none.${kind}.text`)}</p>
      </div>
    )
  }
  const columns: TableColumnsType<Delivery> = [
    { key: 'at', title: text('notify.desk.column.at'), render: (_, { createdAt }) => <Time at={createdAt} /> },
    { key: 'kind', title: text('notify.desk.column.kind'), render: (_, item) => <What item={item} /> },
    { key: 'recipient', dataIndex: 'recipient', title: text('notify.desk.column.recipient') },
    {
      key: 'channel',
      title: text('notify.desk.column.channel'),
      render: (_, { channel }) => text(`notify.desk.channel.${channel}`),
    },
    { key: 'status', title: text('notify.desk.column.status'), render: (_, item) => <Outcome item={item} /> },
    { key: 'error', title: text('notify.desk.column.error'), render: (_, item) => <Failure item={item} /> },
  ]
  return <Table<Delivery> rowKey="id" columns={columns} dataSource={items} pagination={false} />
}

/** The kind is a stable code of whoever asked for the message, who brings its words; its request, where there is one, is a step away. */
function What({ item }: { item: Delivery }) {
  const { text } = useWords()
  const words = wordsOr(text, `notify.kind.${item.kind}`, 'notify.desk.kind.other')
  return item.subjectId ? <a href={`${import.meta.env.BASE_URL}requests/${item.subjectId}`}>{words}</a> : words
}

function Outcome({ item }: { item: Delivery }) {
  const { text } = useWords()
  return (
    <>
      <span className={`chip chip-${tones[item.status]}`}>{text(`notify.desk.status.${item.status}`)}</span>{' '}
      {item.attempts > 1 ? (
        <span className="soft">{text('notify.desk.attempts', { count: item.attempts })}</span>
      ) : null}
    </>
  )
}

function Failure({ item }: { item: Delivery }) {
  const { text, language } = useWords()
  const now = useNow()
  if (!item.lastError) return null
  const reason = reasonWords(item.lastError)
  return (
    <>
      {wordsOr(text, reason.key, 'notify.desk.reason.other', { code: reason.code })}{' '}
      {item.nextAttemptAt ? (
        <span className="soft">
          {text('notify.desk.next', { when: sayMoment(moment(item.nextAttemptAt), now, language) })}
        </span>
      ) : null}
    </>
  )
}

/** The words of a code, or the general ones for a code of another version, which this one has no words for. */
function wordsOr(text: Text, key: string, otherwise: string, values?: Values): string {
  try {
    return text(key, values)
  } catch {
    return text(otherwise, values)
  }
}
