import { Link } from '@tanstack/react-router'
import { ArrowUp, Check } from 'lucide-react'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useReader } from '../../../platform/screens/reader.tsx'
import { Time, useNow } from '../../../platform/screens/time.tsx'
import { markOf, WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestRow } from '../model.ts'
import { ClockLine } from './clock-line.tsx'
import { isMine } from './commands.ts'
import { useCommand } from './queries.ts'
import { Unsent } from './unsent.tsx'

/** One matter on a list. The first one that waits for an answer wears the lamp's edge and the screen's one primary button. */
export function RequestCard({
  row,
  isNext,
  heading: Heading = 'h3',
}: {
  row: RequestRow
  isNext: boolean
  heading?: 'h2' | 'h3'
}) {
  const { text } = useWords()
  const now = useNow()
  const reader = useReader()
  const mine = isMine(row, reader)
  return (
    <li className={isNext ? 'card card-next' : 'card'}>
      <div className="card-head">
        <WindowMark {...markOf(row, now)} size={34} />
        <div>
          <Heading>
            <Link to="/requests/$id" params={{ id: row.id }} className="card-link">
              {row.title}
            </Link>
          </Heading>
          <p className="facts">
            {row.offeredToMe && row.handler && (
              <span>{text('requests.lead.card.offered', { name: row.handler.name })}</span>
            )}
            {mine && row.status !== 'reported' && <span>{text(`requests.lead.card.mine.${row.status}`)}</span>}
            {!mine && !row.offeredToMe && row.handler && (
              <span>{text('requests.lead.card.with', { name: row.handler.name })}</span>
            )}
            <span>{row.placeName}</span>
            <Time at={row.reportedAt} short />
            <span>{text('requests.lead.card.voices', { count: row.voices })}</span>
            {row.photos > 0 && <span>{text('requests.lead.card.photos', { count: row.photos })}</span>}
            {row.reopenings > 0 && <span>{text('requests.lead.card.reopened', { count: row.reopenings })}</span>}
          </p>
        </div>
      </div>
      <ClockLine matter={row} />
      <Unsent requestId={row.id} />
      {row.offeredToMe ? (
        <Answers row={row} isNext={isNext} yes="accept_offer" no="refuse_offer" />
      ) : (
        mine && row.status === 'reported' && <Answers row={row} isNext={isNext} yes="accept" no="raise" />
      )}
    </li>
  )
}

function Answers(props: {
  row: RequestRow
  isNext: boolean
  yes: 'accept' | 'accept_offer'
  no: 'raise' | 'refuse_offer'
}) {
  const { row, isNext, yes, no } = props
  const { text } = useWords()
  const command = useCommand(row.id)
  return (
    <>
      {command.isError && <ProblemNotice error={command.error} />}
      <div className={isNext ? 'pair pair-next' : 'pair'}>
        <button
          type="button"
          className={isNext ? 'button button-primary' : 'button'}
          aria-disabled={command.isPending}
          onClick={() => command.isPending || command.mutate({ type: yes })}
        >
          <Check aria-hidden="true" />
          {text(command.isPending ? 'requests.lead.sending' : `requests.lead.${yes}`)}
          <span className="heard-only"> {row.title}</span>
        </button>
        <Link to="/requests/$id/$command" params={{ id: row.id, command: no }} className="button">
          {no === 'raise' && <ArrowUp aria-hidden="true" />}
          {no === 'raise'
            ? text('requests.lead.raise.to', { level: Math.min(6, row.level + 1) })
            : text('requests.lead.refuse_offer')}
          <span className="heard-only"> {row.title}</span>
        </Link>
      </div>
    </>
  )
}
