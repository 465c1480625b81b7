import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Unreachable } from '../../../platform/screens/api.ts'
import { clockWords } from '../../../platform/screens/clock-words.ts'
import { hourOfDay, type Moment } from '../../../platform/screens/moments.ts'
import { PageTitle } from '../../../platform/screens/page-title.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useReader } from '../../../platform/screens/reader.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestRow } from '../model.ts'
import { RequestCard } from './card.tsx'
import { isMine } from './commands.ts'
import { useQueue } from './queries.ts'
import { shortName } from './short-name.ts'

/** The lead's day: what waits for them by the clock, then what waits for others. */
export function Today() {
  const { text, language } = useWords()
  const now = useNow()
  const reader = useReader()
  const queue = useQueue('mine')
  const rows = queue.data?.items
  const isForMe = (row: RequestRow) =>
    row.offeredToMe || (isMine(row, reader) && (row.status === 'reported' || row.status === 'accepted'))
  const forMe = rows?.filter(isForMe) ?? []
  const waiting = rows?.filter((row) => !isForMe(row)) ?? []
  const tones = forMe.map((row) => clockWords(row, now, language).tone)
  const next = forMe.find((row) => row.offeredToMe || row.status === 'reported')
  const greeting = text('requests.lead.today.greeting', { name: shortName(reader.name), part: partOfDay(now) })

  return (
    <>
      <header className="page-head">
        <PageTitle title={text('requests.lead.today')}>{greeting}</PageTitle>
        <p className="soft">
          {rows
            ? text('requests.lead.today.counts', {
                count: forMe.length,
                soon: tones.filter((tone) => tone === 'soon').length,
                over: tones.filter((tone) => tone === 'over').length,
              })
            : text('requests.lead.today.looking')}
        </p>
      </header>
      <QueueState queue={queue} />
      {rows && forMe.length === 0 && (
        <div className="empty">
          <WindowMark lit={4} frame="calm" size={96} />
          <p className="empty-title">{text('requests.lead.today.empty')}</p>
          <p>{text('requests.lead.today.empty.next')}</p>
        </div>
      )}
      {forMe.length > 0 && (
        <Section title={text('requests.lead.today.for_me')}>
          {forMe.map((row) => (
            <RequestCard key={row.id} row={row} isNext={row === next} />
          ))}
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title={text('requests.lead.today.waiting')}>
          {waiting.map((row) => (
            <RequestCard key={row.id} row={row} isNext={false} />
          ))}
        </Section>
      )}
      <Link to="/following" className="row-link">
        {text('requests.lead.following')}
        <ChevronRight aria-hidden="true" />
      </Link>
    </>
  )
}

/** What others handle now and this lead goes on following. */
export function Following() {
  const { text } = useWords()
  const queue = useQueue('following')
  const rows = queue.data?.items
  return (
    <>
      <header className="page-head">
        <PageTitle title={text('requests.lead.following')} />
        <p className="soft">{text('requests.lead.following.what')}</p>
      </header>
      <QueueState queue={queue} />
      {rows?.length === 0 && (
        <div className="empty">
          <p>{text('requests.lead.following.empty')}</p>
        </div>
      )}
      {rows && rows.length > 0 && (
        <ul className="cards">
          {rows.map((row) => (
            <RequestCard key={row.id} row={row} isNext={false} heading="h2" />
          ))}
        </ul>
      )}
    </>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul className="cards">{children}</ul>
    </section>
  )
}

/** The list on its way, or why it does not come. What was there before stays. */
function QueueState({ queue }: { queue: ReturnType<typeof useQueue> }) {
  if (queue.isError) return <ProblemNotice error={queue.error} />
  if (queue.data) return null
  if (queue.fetchStatus === 'paused') return <ProblemNotice error={new Unreachable()} />
  return (
    <div className="cards" aria-hidden="true">
      <div className="skeleton skeleton-card" />
      <div className="skeleton skeleton-card" />
    </div>
  )
}

function partOfDay(now: Moment): 'morning' | 'noon' | 'afternoon' | 'evening' | 'night' {
  const hour = hourOfDay(now)
  if (hour < 5 || hour >= 22) return 'night'
  if (hour >= 18) return 'evening'
  if (hour < 11) return 'morning'
  return hour < 13 ? 'noon' : 'afternoon'
}
