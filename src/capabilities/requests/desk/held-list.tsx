import { App, Button } from 'antd'
import { useState } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { Time } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Held } from '../held/model.ts'
import { routes } from '../routes.ts'
import { AsideDialog } from './aside-dialog.tsx'
import { useCategories } from './categories.ts'
import { useDoorCommand } from './use-door-command.ts'

/** What waits, the newest first: what was said, why it waits, and the two things to do about it. */
export function HeldList({ items, community }: { items: readonly Held[]; community: CommunityId }) {
  const [aside, setAside] = useState<Held | null>(null)
  return (
    <>
      <ul className="held-list">
        {items.map((item) => (
          <Row key={item.id} item={item} community={community} onAside={() => setAside(item)} />
        ))}
      </ul>
      {aside ? <AsideDialog held={aside} community={community} onClose={() => setAside(null)} /> : null}
    </>
  )
}

function Row({ item, community, onAside }: { item: Held; community: CommunityId; onAside: () => void }) {
  const { text } = useWords()
  const { message } = App.useApp()
  const { nameOf } = useCategories()
  const release = useDoorCommand(
    () => call(routes.releaseHeld, { params: { id: item.id }, body: { community } }),
    () => message.success(text('requests.held.released', { number: item.number })),
  )
  return (
    <li>
      <div className="held-what">
        <p className="held-why">
          {item.why.map((reason) => (
            <span key={reason} className="chip chip-soon">
              {text(`requests.held.why.${reason}`, { words: item.words.join(text('requests.held.comma')) || 'none' })}
            </span>
          ))}
          {item.reason ? <span className="chip chip-wait">{text(`requests.held.reason.${item.reason}`)}</span> : null}
          {item.fromSameSender > 1 ? (
            <span className="soft">{text('requests.held.same', { count: item.fromSameSender })}</span>
          ) : null}
        </p>
        <p className="held-said">{item.text || text('requests.held.no_words')}</p>
        <Photos item={item} />
        <p className="soft">
          {item.placeName} · <Time at={item.heldAt} /> ·{' '}
          {item.joinTo ? text('requests.held.joins', { title: item.joinTo.title }) : nameOf(item.category)}
          {item.confidential ? ` · ${text('requests.held.confidential')}` : null}
          {item.leftPhone ? ` · ${text('requests.held.left_phone')}` : null} ·{' '}
          <span className="number">{item.number}</span>
        </p>
        {release.error ? <ProblemNotice error={release.error} /> : null}
      </div>
      <div className="held-acts">
        <Button
          loading={release.isPending}
          onClick={() => release.mutate(undefined)}
          aria-label={text('requests.held.release_which', { number: item.number })}
        >
          {text('requests.held.release')}
        </Button>
        {item.state === 'waiting' ? (
          <Button onClick={onAside} aria-label={text('requests.held.aside_which', { number: item.number })}>
            {text('requests.held.aside')}
          </Button>
        ) : null}
      </div>
    </li>
  )
}

function Photos({ item }: { item: Held }) {
  const { text } = useWords()
  if (item.photos.length === 0) return null
  return (
    <p className="held-photos">
      {item.photos.map((photo, order) => (
        <a key={photo.url} href={photo.url} target="_blank" rel="noreferrer">
          <img
            src={photo.thumbnailUrl}
            alt={text('requests.held.photo', { number: order + 1 })}
            width="72"
            height="72"
          />
        </a>
      ))}
    </p>
  )
}
