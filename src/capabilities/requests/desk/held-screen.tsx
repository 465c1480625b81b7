import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'
import { DoorBar } from './door-bar.tsx'
import { HeldList } from './held-list.tsx'
import { MarkedList } from './marked-list.tsx'
import { lookAgain } from './queries.ts'
import './held.css'

interface HeldScreenProps {
  communities: readonly { readonly id: CommunityId; readonly name: string }[]
  search: Readonly<Record<string, string>>
  go: (to: { search?: Readonly<Record<string, string | undefined>>; replace?: boolean }) => void
}

/** What came through the open door and waits for somebody to look: let through, or put aside. */
export default function HeldScreen({ communities, search, go }: HeldScreenProps) {
  const { text } = useWords()
  const community = (communities.find(({ id }) => id === search.community) ?? communities[0])?.id
  const state = search.state === 'aside' ? 'aside' : 'waiting'
  const held = useInfiniteQuery({
    queryKey: ['requests', 'held', community, state],
    queryFn: ({ pageParam, signal }) =>
      call(routes.held, {
        query: { community: community as CommunityId, state, after: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: community !== undefined,
    refetchInterval: lookAgain,
  })
  const first = held.data?.pages[0]
  const items = held.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('requests.held.name')}</h1>
          <p className="soft">{text('requests.held.text')}</p>
        </div>
        {communities.length > 1 ? (
          <Select
            className="page-community"
            aria-label={text('requests.held.community')}
            popupMatchSelectWidth={false}
            value={community ?? null}
            options={communities.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen: CommunityId) => go({ search: { ...search, community: chosen } })}
          />
        ) : null}
      </header>
      {community ? <DoorBar community={community} /> : null}
      <Segmented
        className="held-states"
        aria-label={text('requests.held.states')}
        value={state}
        options={[
          { value: 'waiting', label: text('requests.held.state.waiting', { count: first?.waiting ?? 0 }) },
          { value: 'aside', label: text('requests.held.state.aside') },
        ]}
        onChange={(chosen) => go({ search: { ...search, state: chosen === 'aside' ? 'aside' : undefined } })}
      />
      {held.error ? (
        <>
          <ProblemNotice error={held.error} />
          {first ? null : (
            <Button loading={held.isFetching} onClick={() => held.refetch()}>
              {text('requests.held.again')}
            </Button>
          )}
        </>
      ) : null}
      {first && community ? (
        <>
          <HeldList items={items} community={community} />
          {items.length === 0 ? (
            <div className="page-none">
              <h2>{text(`requests.held.none.${state}`)}</h2>
              <p>{text(`requests.held.none.${state}.words`)}</p>
            </div>
          ) : null}
          {held.hasNextPage ? (
            <p className="page-foot">
              <Button loading={held.isFetchingNextPage} onClick={() => held.fetchNextPage()}>
                {text('requests.held.more')}
              </Button>
            </p>
          ) : null}
          {state === 'waiting' && first.marked.length > 0 ? (
            <MarkedList items={first.marked} community={community} />
          ) : null}
        </>
      ) : held.error ? null : (
        <div className="page-bones" role="status" aria-label={text('requests.held.loading')}>
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
        </div>
      )}
    </div>
  )
}
