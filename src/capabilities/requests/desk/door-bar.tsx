import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { Time } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { DoorState } from '../held/model.ts'
import { routes } from '../routes.ts'
import { BlockedWordsDialog } from './blocked-words-dialog.tsx'
import { lookAgain } from './queries.ts'
import { useDoorCommand } from './use-door-command.ts'

/** How the open door stands: whether phones prove their work first, and which words make somebody look. */
export function DoorBar({ community }: { community: CommunityId }) {
  const { text } = useWords()
  const [isOpen, setOpen] = useState(false)
  const door = useQuery({
    queryKey: ['requests', 'held', 'door', community],
    queryFn: ({ signal }) => call(routes.door, { query: { community }, signal }),
    refetchInterval: lookAgain,
  })
  const guard = useDoorCommand(
    (guarded: boolean) => call(routes.guardDoor, { body: { community, guarded } }),
    () => {},
  )
  const { data } = door
  if (door.error && !data) return <ProblemNotice error={door.error} />
  const isGuarded = data?.guardedUntil != null
  return (
    <section className="door-bar" aria-label={text('requests.door.name')}>
      <div>
        <p>
          <span className={`chip chip-${isGuarded ? 'soon' : 'done'}`}>
            {text(isGuarded ? 'requests.door.guarded' : 'requests.door.open')}
          </span>{' '}
          {data ? <Since state={data} /> : null}
        </p>
        <p className="soft">{text(isGuarded ? 'requests.door.guarded.words' : 'requests.door.open.words')}</p>
        {guard.error ? <ProblemNotice error={guard.error} /> : null}
      </div>
      <div className="held-acts">
        <Button disabled={!data} loading={guard.isPending} onClick={() => guard.mutate(!isGuarded)}>
          {text(isGuarded ? 'requests.door.end' : 'requests.door.begin')}
        </Button>
        <Button disabled={!data} onClick={() => setOpen(true)}>
          {text('requests.door.words', { count: data?.words.length ?? 0 })}
        </Button>
      </div>
      {isOpen && data ? (
        <BlockedWordsDialog community={community} words={data.words} onClose={() => setOpen(false)} />
      ) : null}
    </section>
  )
}

function Since({ state }: { state: DoorState }) {
  const { text } = useWords()
  if (!state.guardedSince || !state.guardedUntil) return null
  return (
    <span>
      <Time at={state.guardedSince} /> – <Time at={state.guardedUntil} short />{' '}
      {text(state.byHand ? 'requests.door.by_hand' : 'requests.door.by_itself')}
    </span>
  )
}
