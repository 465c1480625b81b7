import { Button, Drawer } from 'antd'
import { X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { CommunityId, RequestId } from '../../../platform/ids.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import type { UsePlaces } from './place-option.ts'
import { listQuery, type QueueFilters, readAddress, writeAddress } from './queue-address.ts'
import { QueueFigures } from './queue-figures.tsx'
import { QueueFilterBar } from './queue-filters.tsx'
import { QueueHead } from './queue-head.tsx'
import { QueueTable } from './queue-table.tsx'
import { RequestPanel } from './request-panel.tsx'
import { useKeys } from './use-keys.ts'
import { useWideScreen } from './use-wide-screen.ts'
import './queue.css'

/** What the door tells this page. */
export interface QueueScreenProps {
  communities: readonly { readonly id: CommunityId; readonly name: string }[]
  may: (action: 'requests.figures' | 'requests.see_reporter') => boolean
  usePlaces: UsePlaces
  letters: boolean
  item: string | undefined
  search: Readonly<Record<string, string>>
  go: (to: {
    item?: string | undefined
    search?: Readonly<Record<string, string | undefined>>
    replace?: boolean
  }) => void
}

/** The queue of requests; the one that is chosen stands at its right, or over it on a narrow screen. Nothing chosen, the list has the whole width. */
export function QueueScreen(props: QueueScreenProps) {
  const { communities, may, usePlaces, letters, item, search, go } = props
  const { text } = useWords()
  const wide = useWideScreen()
  // Not in the address: it is somebody's.
  const [phone, setPhone] = useState<string | null>(null)
  const filters = useMemo(() => readAddress(search), [search])
  const change = (patch: Partial<QueueFilters>) =>
    go({ search: writeAddress({ ...filters, ...patch }), replace: 'text' in patch })

  // A tree belongs to one community: the only one there is, or the one that is chosen.
  const community = communities.find(({ id }) => id === filters.community) ?? onlyOf(communities)
  const { items: places, isLoading } = usePlaces(community?.id)
  const root = filters.community ? places.find(({ parentId }) => parentId === null)?.id : undefined
  const waitsForTree = filters.community !== undefined && root === undefined && isLoading

  const open = item as RequestId | undefined
  const close = () => go({ item: undefined })
  // The drawer of a narrow screen listens to Escape by itself.
  useKeys({ escape: close }, wide && open !== undefined)
  const panel = open ? (
    <RequestPanel key={open} id={open} letters={letters} onOpen={(id) => go({ item: id })} onClose={close} />
  ) : null
  return (
    <div className={wide && panel ? 'queue queue-wide' : 'queue'}>
      <section className="queue-list" aria-label={text('requests.desk.name')}>
        <QueueHead
          community={community?.name}
          filters={filters}
          letters={letters}
          onChange={change}
          onPhone={may('requests.see_reporter') ? setPhone : undefined}
        />
        {may('requests.figures') ? (
          <QueueFigures community={filters.community} filters={filters} onChange={change} />
        ) : null}
        <QueueFilterBar communities={communities} places={places} filters={filters} onChange={change} />
        <QueueTable
          query={waitsForTree ? undefined : listQuery(filters, root)}
          filters={filters}
          phone={phone}
          open={open}
          withCommunity={community === undefined}
          onOpen={(id) => go({ item: id, replace: open !== undefined })}
          onClear={() => go({ search: {} })}
        />
      </section>
      {wide ? (
        panel && (
          <aside className="queue-panel" aria-label={text('requests.desk.panel.name')}>
            <Button
              type="text"
              className="queue-panel-close"
              icon={<X size={18} />}
              aria-label={text('requests.desk.panel.close')}
              onClick={close}
            />
            {panel}
          </aside>
        )
      ) : (
        <Drawer
          open={panel !== null}
          onClose={close}
          size={440}
          title={text('requests.desk.panel.name')}
          destroyOnHidden
          styles={{ body: { padding: 0 } }}
        >
          {panel}
        </Drawer>
      )}
    </div>
  )
}

function onlyOf<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined
}
