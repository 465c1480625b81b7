import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft, Phone } from 'lucide-react'
import { Unreachable } from '../../../platform/screens/api.ts'
import { clockWords, spokenDeadline } from '../../../platform/screens/clock-words.ts'
import { DayArc } from '../../../platform/screens/day-arc.tsx'
import { endsToday } from '../../../platform/screens/day-bar.tsx'
import { minuteOfDay, moment, sayDay } from '../../../platform/screens/moments.ts'
import { PageTitle } from '../../../platform/screens/page-title.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useReader } from '../../../platform/screens/reader.tsx'
import { Photos, Story } from '../../../platform/screens/story.tsx'
import { Time, useNow } from '../../../platform/screens/time.tsx'
import { markOf, WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { type Handler, isOpen, type RequestDetail } from '../model.ts'
import { Actions, NextStep } from './actions.tsx'
import { CallNeighbour } from './call-neighbour.tsx'
import { ClockLine } from './clock-line.tsx'
import { isMine, sameHandler } from './commands.ts'
import { Gone, isGone } from './gone.tsx'
import { useKnownTitle, useRequest } from './queries.ts'

/** One matter: how it stands, what was said, what can be done now, and its story. */
export function Detail() {
  const { text } = useWords()
  const { id } = useParams({ strict: false }) as { id: string }
  const request = useRequest(id)
  const known = useKnownTitle(id)
  const { data } = request
  return (
    <>
      <Link to="/" className="back">
        <ArrowLeft aria-hidden="true" />
        {text('requests.lead.today')}
      </Link>
      {data ? (
        <>
          {request.isError && <ProblemNotice error={request.error} />}
          <Matter detail={data} />
        </>
      ) : (
        <>
          <header className="matter-head">
            <WindowMark lit={0} frame="unlit" size={56} />
            <PageTitle title={known ?? text('requests.lead.matter')} />
          </header>
          {request.isError && (isGone(request.error) ? <Gone /> : <ProblemNotice error={request.error} />)}
          {request.fetchStatus === 'paused' && <ProblemNotice error={new Unreachable()} />}
          {request.isLoading && (
            <div className="cards" aria-hidden="true">
              <div className="skeleton skeleton-arc" />
              <div className="skeleton skeleton-card" />
            </div>
          )}
        </>
      )}
    </>
  )
}

function Matter({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  const now = useNow()
  const mine = isMine(detail, useReader()) && isOpen(detail.status)
  const people = [
    ...detail.ladder,
    ...detail.followers,
    ...[detail.handler, detail.offer].filter((one) => one !== null),
  ]
  const nameOf = (handler: unknown) =>
    people.find((one) => isHandler(handler) && sameHandler(one.handler, handler))?.name
  const told = detail.story[0]?.type === 'reported' ? detail.story[0] : undefined
  return (
    <>
      <header className="matter-head">
        <WindowMark {...markOf(detail, now)} size={56} />
        <div>
          <PageTitle title={detail.title} />
          <p className="facts">
            <span>{detail.path.length > 0 ? detail.path.map(({ name }) => name).join(' ') : detail.placeName}</span>
            <Time at={detail.reportedAt} />
            <span>{text('requests.lead.card.voices', { count: detail.voices })}</span>
          </p>
          <p className="status">
            {mine
              ? text(`requests.lead.card.mine.${detail.status}`)
              : text('requests.lead.detail.status', {
                  status: text(`screens.status.${detail.status}`),
                  name: detail.handler?.name ?? '',
                  known: detail.handler ? 'yes' : 'no',
                })}
          </p>
        </div>
      </header>
      <Day detail={detail} />
      <Notes detail={detail} />
      <section className="card">
        <h2>{text('requests.lead.detail.said')}</h2>
        <p className="said">{detail.text}</p>
        {told && <Photos photos={told.photos} />}
        <Reporters detail={detail} />
      </section>
      <Actions detail={detail} />
      <section className="card">
        <h2>{text('requests.lead.detail.story')}</h2>
        <Story lines={detail.story} nameOf={nameOf} firstIsTold={told !== undefined} />
      </section>
      <Around detail={detail} />
      <p className="soft number">{text('requests.lead.detail.number', { number: detail.number })}</p>
      <NextStep detail={detail} />
    </>
  )
}

/** The promise of today as an arc; of other days, and of pauses, in words. */
function Day({ detail }: { detail: RequestDetail }) {
  const { text, language } = useWords()
  const now = useNow()
  const deadline = spokenDeadline(detail, now)
  const { key, values, tone } = clockWords(detail, now, language)
  const isPause = tone === 'wait' || tone === 'done'
  if (!deadline || isPause || !endsToday(deadline, now)) {
    return (
      <div className="card">
        <ClockLine matter={detail} />
      </div>
    )
  }
  const at = (when: string) => minuteOfDay(moment(when), now)
  return (
    <div className={`card day-${tone}`}>
      <DayArc
        start={at(deadline.startAt)}
        due={at(deadline.dueAt)}
        now={minuteOfDay(now, now)}
        label={sayDay(now, now, language)}
        words={text(key, values)}
      />
    </div>
  )
}

/** What a handler should know before they begin. */
function Notes({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  const notes = [
    detail.supervised && 'supervised',
    detail.reopenings > 0 && 'reopened',
    detail.structural && 'structural',
    detail.confidential && 'confidential',
  ].filter((note) => note !== false)
  if (notes.length === 0) return null
  return (
    <ul className="marks">
      {notes.map((note) => (
        <li key={note}>{text(`requests.lead.detail.${note}`)}</li>
      ))}
    </ul>
  )
}

function Reporters({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  if (detail.reporters.length === 0) return <p className="soft">{text('requests.lead.detail.unnamed')}</p>
  return (
    <ul className="reporters">
      {detail.reporters.map((reporter) => (
        <li key={reporter.id}>
          <strong>{reporter.name ?? text('requests.lead.detail.neighbour')}</strong>{' '}
          {reporter.phone && <CallNeighbour request={detail.id} voice={reporter.id} masked={reporter.phone} />}{' '}
          {reporter.state !== 'waiting' && (
            <span className="soft">{text(`requests.lead.detail.voice.${reporter.state}`)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Who else can help, a call away; and what was done when the same thing happened before. */
function Around({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  const reachable = detail.ladder.filter(
    (one) => one.phone && !(detail.handler && sameHandler(one.handler, detail.handler.handler)),
  )
  return (
    <>
      {detail.earlier.length > 0 && (
        <section className="card">
          <h2>{text('requests.lead.detail.earlier')}</h2>
          <ul className="earlier">
            {detail.earlier.map((one) => (
              <li key={one.id}>
                <Link to="/requests/$id" params={{ id: one.id }}>
                  {one.title}
                </Link>
                <p className="soft">
                  <Time at={one.reportedAt} /> {text(`screens.status.${one.status}`)}
                </p>
                {one.resolution && <p>{one.resolution}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {reachable.length > 0 && (
        <section className="card">
          <h2>{text('requests.lead.detail.reach')}</h2>
          <ul className="reach">
            {reachable.map((one) => (
              <li key={`${one.handler.level} ${one.name}`}>
                <span>
                  <strong>{one.name}</strong>{' '}
                  {one.handler.kind === 'lead' && (
                    <span className="soft">{text('requests.lead.level', { level: one.handler.level })}</span>
                  )}
                </span>
                <a className="button button-small" href={`tel:${one.phone}`}>
                  <Phone aria-hidden="true" />
                  {text('requests.lead.call')}
                  <span className="heard-only"> {one.name}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'object' && value !== null && 'kind' in value && 'level' in value
}
