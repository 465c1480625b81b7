import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft, CloudOff, Send } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { isoDay } from '../../../platform/screens/moments.ts'
import { useOnline } from '../../../platform/screens/online.ts'
import { PageTitle } from '../../../platform/screens/page-title.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { lengthOf, WordsLeft } from '../../../platform/screens/words-left.tsx'
import { type HandlerView, maximumTextLength, type RequestDetail } from '../model.ts'
import { choicesFor, type Draftable, type FormCommand, formOf, isFormCommand } from './commands.ts'
import { draftText, dropDraft, keepDraftText, unsent } from './drafts.ts'
import { Gone, isGone, NotNow } from './gone.tsx'
import { PhotoPicker, type Pictures } from './photo-picker.tsx'
import { useCommand, useRequest } from './queries.ts'

/** What keeps a command from being sent, and the field in which that is mended. */
const fieldOf = { to: 'to', day: 'day', words: 'words', shorter: 'words', photos: 'photos', stuck: 'photos' } as const

/** One command of one matter, on a screen of its own: one question, one button. */
export function CommandScreen() {
  const { text } = useWords()
  const { id, command } = useParams({ strict: false }) as { id: string; command: string }
  const request = useRequest(id)
  const { data } = request
  return (
    <>
      <Link to="/requests/$id" params={{ id }} replace className="back">
        <ArrowLeft aria-hidden="true" />
        {data?.title ?? text('requests.lead.matter')}
      </Link>
      {isFormCommand(command) && data ? (
        <CommandForm key={`${id} ${command}`} type={command} detail={data} />
      ) : (
        <>
          <PageTitle title={text('requests.lead.matter')} />
          {request.isError && (isGone(request.error) ? <Gone /> : <ProblemNotice error={request.error} />)}
          {request.isLoading && <div className="skeleton skeleton-card" aria-hidden="true" />}
          {data && <NotNow id={id} />}
        </>
      )}
    </>
  )
}

function CommandForm({ type, detail }: { type: FormCommand; detail: RequestDetail }) {
  const { text } = useWords()
  const now = useNow()
  const navigate = useNavigate()
  const command = useCommand(detail.id)
  const form = formOf(type)
  const choices = form.to ? choicesFor(type, detail) : []
  const [said, setSaid] = useState(() => draftText(detail.id, type))
  const [to, setTo] = useState<HandlerView | null>(null)
  const [day, setDay] = useState('')
  const [workingDays, setWorkingDays] = useState(3)
  const [isPublic, setPublic] = useState(true)
  const [pictures, setPictures] = useState<Pictures>({ ids: [], isBusy: false, isStuck: false })
  const [wasSent] = useState(() => unsent(detail.id).includes(type))
  // What was sent before and never answered may be sent again even so: the same id gets the same answer.
  const isAllowed = detail.allowed.includes(type) || command.isPending
  const [missing, setMissing] = useState<keyof typeof fieldOf | null>(null)
  const wordsId = useId()

  const back = () => navigate({ to: '/requests/$id', params: { id: detail.id }, replace: true })

  const keep = (words: string) => {
    setSaid(words)
    keepDraftText(detail.id, type, words)
  }

  const send = (event: FormEvent) => {
    event.preventDefault()
    if (command.isPending || !(isAllowed || wasSent)) return
    const lacking: keyof typeof fieldOf | null =
      form.to && !to
        ? 'to'
        : form.day && !day
          ? 'day'
          : form.words === 'needed' && said.trim() === ''
            ? 'words'
            : lengthOf(said) > maximumTextLength
              ? 'shorter'
              : pictures.isBusy
                ? 'photos'
                : pictures.isStuck
                  ? 'stuck'
                  : null
    setMissing(lacking)
    if (lacking) {
      document.querySelector<HTMLElement>(`[data-field="${fieldOf[lacking]}"]`)?.focus()
      return
    }
    const body = {
      type,
      text: said.trim(),
      ...(form.photos && { photos: pictures.ids }),
      ...(form.audience && { public: isPublic }),
      ...(to && { to: to.handler }),
      ...(form.day && { [form.day]: day }),
      ...(form.workingDays && { workingDays }),
    } as Draftable
    command.mutate(body, { onSuccess: back })
  }

  const isTooLong = lengthOf(said) > maximumTextLength
  // Nothing was typed here that could be lost, so no form that cannot be sent.
  const [hadDraft] = useState(said !== '')
  if (!isAllowed && !wasSent && !hadDraft) {
    return (
      <>
        <PageTitle title={text(`requests.lead.${type}.title`)} />
        <NotNow id={detail.id} />
      </>
    )
  }
  const error = missing && <p className="field-error">{text(`requests.lead.missing.${missing}`)}</p>
  return (
    <form onSubmit={send} noValidate className="command">
      <PageTitle title={text(`requests.lead.${type}.title`)} />
      <p className="soft">{text(`requests.lead.${type}.hint`)}</p>
      {!isAllowed && <p className="notice notice-wait">{text('requests.lead.not_now')}</p>}

      {form.to && (
        <fieldset className="choices">
          <legend>{text(`requests.lead.${type}.to`)}</legend>
          {choices.length === 0 && <p>{text('requests.lead.nobody')}</p>}
          {choices.map((choice, index) => (
            <label key={`${choice.handler.level} ${choice.name}`} className="choice">
              <input
                type="radio"
                name="to"
                checked={to === choice}
                onChange={() => setTo(choice)}
                data-field={index === 0 ? 'to' : undefined}
              />
              <span>
                <strong>{choice.name}</strong>{' '}
                {choice.handler.kind === 'lead' && (
                  <span className="soft">{text('requests.lead.level', { level: choice.handler.level })}</span>
                )}
                {isBelow(choice, detail) && <span className="soft block">{text('requests.lead.hand_over.asks')}</span>}
              </span>
            </label>
          ))}
          {missing === 'to' && error}
        </fieldset>
      )}

      {form.audience && (
        <fieldset className="choices choices-pair">
          <legend>{text('requests.lead.note.audience')}</legend>
          {[true, false].map((open) => (
            <label key={String(open)} className="choice">
              <input type="radio" name="public" checked={isPublic === open} onChange={() => setPublic(open)} />
              <span>{text(open ? 'requests.lead.note.public' : 'requests.lead.note.staff')}</span>
            </label>
          ))}
        </fieldset>
      )}

      {form.day && (
        <div className="field">
          <label htmlFor={`${wordsId}-day`}>{text(`requests.lead.${type}.day`)}</label>
          <input
            id={`${wordsId}-day`}
            type="date"
            min={isoDay(now, 1)}
            value={day}
            onChange={({ target }) => setDay(target.value)}
            data-field="day"
          />
          {missing === 'day' && error}
        </div>
      )}

      {form.workingDays && (
        <div className="field">
          <label htmlFor={`${wordsId}-days`}>{text('requests.lead.extend.days')}</label>
          <select
            id={`${wordsId}-days`}
            value={workingDays}
            onChange={({ target }) => setWorkingDays(Number(target.value))}
          >
            {Array.from({ length: 10 }, (_, index) => index + 1).map((days) => (
              <option key={days} value={days}>
                {text('requests.lead.extend.count', { days })}
              </option>
            ))}
          </select>
        </div>
      )}

      <div className="field">
        <label htmlFor={wordsId}>{text(`requests.lead.${type}.words`)}</label>
        <textarea
          id={wordsId}
          rows={4}
          value={said}
          onChange={({ target }) => keep(target.value)}
          data-field="words"
          aria-invalid={missing === 'words' || isTooLong}
          aria-describedby={`${wordsId}-left`}
        />
        <WordsLeft id={`${wordsId}-left`} typed={said} maximum={maximumTextLength} />
        {missing === 'words' && error}
        {form.phrases > 0 && (
          <ul className="phrases" aria-label={text('requests.lead.phrases')}>
            {Array.from({ length: form.phrases }, (_, index) => text(`requests.lead.${type}.phrase.${index + 1}`)).map(
              (phrase) => (
                <li key={phrase}>
                  <button type="button" className="button button-small" onClick={() => keep(joined(said, phrase))}>
                    {phrase}
                  </button>
                </li>
              ),
            )}
          </ul>
        )}
      </div>

      {form.photos && <PhotoPicker communityId={detail.communityId} onChange={setPictures} />}

      {(wasSent || !isAllowed) && !command.isPending && (
        <button
          type="button"
          className="button"
          onClick={() => {
            dropDraft(detail.id, type)
            void back()
          }}
        >
          {text('requests.lead.drop')}
        </button>
      )}

      <div className="next-step">
        {((missing === 'photos' && pictures.isBusy) || (missing === 'stuck' && pictures.isStuck)) && (
          <div role="alert">{error}</div>
        )}
        <SendState command={command} />
        <button
          type="submit"
          className="button button-primary"
          aria-disabled={command.isPending || !(isAllowed || wasSent)}
        >
          <Send aria-hidden="true" />
          {text(
            command.isPending ? 'requests.lead.sending' : sendKey(type, isPublic, to !== null && isBelow(to, detail)),
            {
              name: to?.name ?? '',
              chosen: to ? 'yes' : 'no',
              level: Math.min(6, detail.level + 1),
            },
          )}
        </button>
      </div>
    </form>
  )
}

/** Why it is not through yet, and that nothing is lost. */
function SendState({ command }: { command: ReturnType<typeof useCommand> }) {
  const { text } = useWords()
  const isOnline = useOnline()
  if (command.isError) return <ProblemNotice error={command.error} keeps />
  if (!command.isPending || (isOnline && command.failureCount === 0)) return null
  return (
    <p className="notice notice-soon" role="status">
      <CloudOff aria-hidden="true" />
      {text('requests.lead.waiting_for_signal')}
    </p>
  )
}

/** The button says who gets it. */
function sendKey(type: FormCommand, isPublic: boolean, asks: boolean): string {
  if (type === 'note') return isPublic ? 'requests.lead.note.send' : 'requests.lead.note.send.staff'
  if (type === 'hand_over' && asks) return 'requests.lead.hand_over.send.ask'
  return `requests.lead.${type}.send`
}

function isBelow(choice: HandlerView, detail: RequestDetail): boolean {
  return choice.handler.level < detail.level
}

function joined(said: string, phrase: string): string {
  return said.trim() === '' ? phrase : `${said.trimEnd()} ${phrase}`
}
