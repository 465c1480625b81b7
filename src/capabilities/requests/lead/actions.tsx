import { Link } from '@tanstack/react-router'
import {
  ArrowRightLeft,
  ArrowUp,
  CalendarClock,
  CalendarPlus,
  Check,
  ChevronDown,
  CircleCheckBig,
  CircleQuestionMark,
  type LucideIcon,
  MapPinCheck,
  MessageCircle,
  PackageOpen,
  Play,
  Undo2,
  X,
} from 'lucide-react'
import { useState } from 'react'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestDetail } from '../model.ts'
import { type AtOnce, type FormCommand, isFormCommand, offerOf } from './commands.ts'
import { useCommand } from './queries.ts'
import { Unsent } from './unsent.tsx'

const icons: Readonly<Record<AtOnce | FormCommand, LucideIcon>> = {
  accept: Check,
  accept_offer: Check,
  act: MapPinCheck,
  note: MessageCircle,
  ask: CircleQuestionMark,
  resolve: CircleCheckBig,
  raise: ArrowUp,
  hand_over: ArrowRightLeft,
  return: Undo2,
  refuse_offer: X,
  resume: Play,
  plan: CalendarClock,
  extend: CalendarPlus,
  shelve: PackageOpen,
}

/** What may be done besides the next step: a few in the open, the rest behind "more". */
export function Actions({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  const [isOpen, setOpen] = useState(false)
  const { beside, more } = offerOf(detail)
  return (
    <>
      <Unsent requestId={detail.id} />
      {beside.length + more.length > 0 && (
        <section className="actions" aria-label={text('requests.lead.detail.actions')}>
          {beside.map((type) => (
            <CommandLink key={type} type={type} detail={detail} />
          ))}
          {more.length > 0 && (
            <button type="button" className="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              <ChevronDown aria-hidden="true" className={isOpen ? 'turned' : undefined} />
              {text(isOpen ? 'requests.lead.less' : 'requests.lead.more')}
            </button>
          )}
          {isOpen && more.map((type) => <CommandLink key={type} type={type} detail={detail} />)}
        </section>
      )}
    </>
  )
}

/** The one thing to do next, under the thumb. */
export function NextStep({ detail }: { detail: RequestDetail }) {
  const { next } = offerOf(detail)
  if (next === null) return null
  return (
    <div className="next-step">
      {isFormCommand(next) ? (
        <CommandLink type={next} detail={detail} isNext />
      ) : (
        <AtOnceButton type={next} requestId={detail.id} />
      )}
    </div>
  )
}

function CommandLink({ type, detail, isNext = false }: { type: FormCommand; detail: RequestDetail; isNext?: boolean }) {
  const { text } = useWords()
  const Icon = icons[type]
  return (
    <Link
      to="/requests/$id/$command"
      params={{ id: detail.id, command: type }}
      className={isNext ? 'button button-primary' : 'button'}
    >
      <Icon aria-hidden="true" />
      {type === 'raise'
        ? text('requests.lead.raise.to', { level: Math.min(6, detail.level + 1) })
        : text(`requests.lead.${type}`)}
    </Link>
  )
}

function AtOnceButton({ type, requestId }: { type: AtOnce; requestId: string }) {
  const { text } = useWords()
  const command = useCommand(requestId)
  const Icon = icons[type]
  return (
    <>
      {command.isError && <ProblemNotice error={command.error} />}
      <button
        type="button"
        className="button button-primary"
        aria-disabled={command.isPending}
        onClick={() => command.isPending || command.mutate({ type })}
      >
        <Icon aria-hidden="true" />
        {text(command.isPending ? 'requests.lead.sending' : `requests.lead.${type}`)}
      </button>
    </>
  )
}
