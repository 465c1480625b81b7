import type { WorkCalendar } from '../../../platform/clock/calendar.ts'
import { Card, LinkButton, Notice, Timeline, WindowMark } from '../../../platform/pages/index.ts'
import type { Opening } from '../contacts/contacts.ts'
import type { Tracked } from '../tracking.ts'
import type { Reader } from './deps.ts'
import { CallFirst } from './emergency.tsx'
import { Follow, Part } from './live-parts.tsx'
import type { OwnWords } from './own-words.ts'
import { markOf } from './status.ts'
import { sayDay, sayMoment } from './times.ts'
import { type ActionProps, Actions, Asked, actsKind, askedKind } from './track-actions.tsx'
import { TrackDay } from './track-day.tsx'
import { storyItems } from './track-story.tsx'
import { WhoLooked } from './who-looked.tsx'

export type TrackProps = ActionProps & {
  own: OwnWords
  calendar: WorkCalendar
  openings: readonly Opening[]
  /** What the neighbour has just done here, and what could not be done. */
  done: string | null
  refusal: string | null
  /** The state before it was read, and what follows it from there. */
  since: string
  script: string | null
}

export const trackedMark = (tracked: Tracked) => markOf({ ...tracked, accepted: tracked.acceptedAt !== null })

/** A matter's own page: four panes, the promise, the story, and what is asked of the neighbour now. */
export function TrackPage(props: TrackProps): JSX.Element {
  const { tracked, openings, done, refusal, said, since, script, reader } = props
  const { text } = reader
  return (
    <>
      {refusal !== null && (
        <Notice
          kind="over"
          live="alert"
          title={refusal}
          words={said && said.text !== '' ? text('requests.page.kept') : undefined}
        />
      )}
      {done !== null && (
        <div id="done">
          <Notice kind="done" live="status" title={text(`requests.page.done.${done}`)} />
        </div>
      )}
      {tracked.status === 'redirected' && <CallFirst reader={reader} />}
      <TrackParts {...props} />
      <WhoLooked openings={openings} reader={reader} />
      <p class="soft asides">
        <span safe>{text('requests.page.number', { number: tracked.number })}</span>
        <br />
        <span safe>{text('requests.page.keep')}</span>
      </p>
      <Follow path={`/r/${tracked.token}`} of={tracked.number} since={since} script={script} />
      {tracked.status !== 'resolved' && tracked.can.tell === false && <Elsewhere reader={reader} />}
    </>
  )
}

/** What changes while somebody reads it, each part by itself: where a neighbour is typing, theirs stays. */
export function TrackParts(props: Omit<TrackProps, 'openings' | 'refusal' | 'since' | 'script'>): JSX.Element {
  const { tracked, own, calendar, done, reader } = props
  const mark = trackedMark(tracked)
  return (
    <>
      <Part name="told">
        <section class="told" aria-live="polite">
          <WindowMark {...mark} size="large" lighting={done === 'confirm' && mark.lit === 4} />
          <h2 safe>{headline(tracked, reader)}</h2>
          <p class="soft" safe>
            {subline(tracked, reader)}
          </p>
        </section>
        <TrackDay tracked={tracked} calendar={calendar} reader={reader} />
      </Part>
      <Part name="asked" kind={askedKind(tracked)}>
        <Asked {...props} />
      </Part>
      <Part name="story">
        <Card>
          <Timeline label={reader.text('requests.page.story')} items={storyItems(tracked, own, reader)} />
        </Card>
      </Part>
      <Part name="acts" kind={actsKind(tracked)}>
        <Actions {...props} />
      </Part>
    </>
  )
}

function Elsewhere({ reader }: { reader: Reader }): JSX.Element {
  return <LinkButton href="/me" icon="inbox" word={reader.text('requests.page.me')} />
}

/** How it stands, in one sentence with a name in it. */
function headline(tracked: Tracked, { text }: Reader): string {
  const { status, closing, voice, handler, overdue, story } = tracked
  const who = handler?.name ?? text('requests.page.someone')
  if (voice.state === 'withdrawn') return text('requests.page.headline.left')
  if (status === 'closed') return text(`requests.page.headline.closed.${closing ?? 'unconfirmed'}`)
  if (status === 'reported' && story.some((line) => line.type === 'reopened' || line.type === 'disputed'))
    return text('requests.page.headline.again', { who })
  if (overdue) return text(`requests.page.headline.overdue`, { who, status })
  const acted = story.findLast((line) => ['acted', 'accepted', 'reported'].includes(line.type))?.type === 'acted'
  return text(`requests.page.headline.${status === 'accepted' && acted ? 'acted' : status}`, { who })
}

function subline(tracked: Tracked, reader: Reader): string {
  const { text } = reader
  const { status, deadline, voices, closing } = tracked
  if (tracked.voice.state === 'withdrawn' && status !== 'withdrawn') return text('requests.page.subline.left')
  const until = deadline ? sayMoment(deadline.dueAt, reader) : ''
  const day = deadline ? sayDay(deadline.dueAt, reader) : ''
  if (status === 'closed') return text(`requests.page.subline.closed.${closing ?? 'unconfirmed'}`, { voices })
  if (status === 'reported' || status === 'accepted') return text('requests.page.subline.open', { voices })
  return text(`requests.page.subline.${status}`, { until, day })
}
