import { memo } from 'react'
import type { RequestId } from '../../../platform/ids.ts'
import { clockWords, spokenDeadline } from '../../../platform/screens/clock-words.ts'
import { DayBar } from '../../../platform/screens/day-bar.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { markOf, WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { DeadlineView, HandlerView, RequestRow } from '../model.ts'
import { addressOf } from './request-address.ts'

/** Deadlines that somebody works towards; the others are waits, and a bar of a wait says nothing. */
const worked: readonly DeadlineView['kind'][] = ['accept', 'act', 'finish']

/** One request in two lines. The link of its title covers the row. */
export const QueueRow = memo(function QueueRow(props: {
  row: RequestRow
  categoryName: string
  isOpen: boolean
  withCommunity: boolean
  onOpen: (id: RequestId) => void
}) {
  const { text, language } = useWords()
  const now = useNow()
  const { row, categoryName, isOpen, withCommunity, onOpen } = props
  const clock = clockWords(row, now, language)
  const deadline = spokenDeadline(row, now)
  return (
    <tr className={isOpen ? 'queue-open' : undefined}>
      <td className="queue-mark">
        <WindowMark {...markOf(row, now)} size={20} />
        <span className="heard-only">{text(`screens.status.${row.status}`)}</span>
      </td>
      <th scope="row" className="queue-what">
        <a
          href={addressOf(row.id)}
          aria-current={isOpen ? 'true' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return
            event.preventDefault()
            onOpen(row.id)
          }}
        >
          {row.title}
        </a>
        <span className="queue-where">
          <span>{withCommunity ? `${row.placeName} · ${row.communityName}` : row.placeName}</span>
          <Flags row={row} />
        </span>
      </th>
      <td className="queue-category">{categoryName}</td>
      <td className="queue-handler">{row.handler ? <HandlerName handler={row.handler} /> : '–'}</td>
      <td className="queue-voices">
        <span className="queue-voices-count">{row.voices}</span>
        <span className="queue-voices-words">{text('requests.desk.voices', { count: row.voices })}</span>
      </td>
      <td className="queue-way">
        {deadline && worked.includes(deadline.kind) ? <DayBar deadline={deadline} now={now} tone={clock.tone} /> : null}
      </td>
      <td className="queue-deadline">
        <span className={`chip chip-${clock.tone}`}>{text(clock.key, clock.values)}</span>
      </td>
    </tr>
  )
})

/** A lead by name and post, a desk by its name. */
export function HandlerName({ handler }: { handler: HandlerView }) {
  const { text } = useWords()
  if (handler.handler.kind === 'desk') return handler.name
  return `${handler.name} ${text(`requests.desk.level.${handler.handler.level}`)}`
}

function Flags({ row }: { row: RequestRow }) {
  const { text } = useWords()
  const flags = [
    row.offeredToMe && 'offered',
    row.supervised && 'supervised',
    row.structural && 'structural',
    row.reopenings > 0 && 'reopened',
    row.confidential && 'confidential',
  ].filter((flag) => flag !== false)
  return flags.map((flag) => (
    <em key={flag} className={`flag flag-${flag}`}>
      {text(`requests.desk.flag.${flag}`)}
    </em>
  ))
}
