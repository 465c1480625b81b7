import { attribute, Notice } from '../../../platform/pages/index.ts'
import type { PlaqueCode, ServedPlace } from '../../places/index.ts'
import { AroundCard } from './around-card.tsx'
import type { Reader, RequestPageDeps } from './deps.ts'
import { categoryOf, complaintOf, type Draft, type DraftErrors } from './draft.ts'
import { CallFirst, DangerFold } from './emergency.tsx'
import { otherKind, pictureCodes, pictureOptions } from './kinds.ts'
import { LargeStep, type StepNumber } from './large-steps.tsx'
import { LeadsCard } from './leads-card.tsx'
import { Follow } from './live-parts.tsx'
import { type Receiver, receiverOf, sayOthers, sayPromise } from './receivers.ts'
import { type Promises, ReportForm } from './report-form.tsx'

/** What a plaque page shows: the place and its form, with whatever was typed and whatever is wrong with it. */
export interface PlaqueView {
  readonly place: ServedPlace
  readonly code: PlaqueCode
  readonly draft: Draft
  readonly errors: DraftErrors
  /** What was refused or happened, above everything. */
  readonly notice?: { readonly title: string; readonly words?: string } | undefined
  readonly step: StepNumber
  /** In large mode: the leads and what is being done, instead of a question. */
  readonly onlyPlace: boolean
}

/** Shows a plaque page's inside: one question in large mode, all on one page else. */
export async function plaqueInside(deps: RequestPageDeps, reader: Reader, view: PlaqueView): Promise<JSX.Element> {
  const { place, code, draft, errors, notice } = view
  const { large } = reader
  const catalogue = await deps.rulebook.catalogue()
  const line = catalogue.get(categoryOf(draft))
  const urgent = line?.clockClass === 'E'
  const usual = await receiverOf(
    deps.rulebook,
    place,
    large || urgent ? (line?.code ?? null) : null,
    large ? complaintOf(draft) : null,
  )
  const danger = (
    <DangerFold urgent={catalogue.lines.filter((one) => one.clockClass === 'E')} code={code} reader={reader} />
  )
  if (large && !view.onlyPlace) {
    return (
      <>
        {notice !== undefined && <Refused {...notice} />}
        <LargeStep
          step={view.step}
          place={place}
          code={code}
          draft={draft}
          errors={errors}
          button={tellWord(usual, reader)}
          promise={sayPromise(usual, reader)}
          urgent={urgent}
          reader={reader}
        />
        {view.step === 1 && danger}
      </>
    )
  }
  // Where something is to be mended, nothing else asks for attention.
  const mending = notice !== undefined || Object.keys(errors).length > 0
  // Before it is read: what changes after this is told.
  const follow = <Follow path={`/p/${code}`} since={deps.house.live.state()} script={deps.kit.live} />
  const matters = mending ? null : await deps.tracking.around(place, reader.language)
  if (large) {
    return (
      <>
        <LeadsCard place={place} code={code} reader={reader} />
        {matters !== null && <AroundCard matters={matters} formId={draft.id} code={code} reader={reader} />}
        {matters !== null && follow}
        <OwnMatters reader={reader} />
      </>
    )
  }
  const chosen = line !== null && !pictureCodes.includes(line.code) ? line : null
  return (
    <>
      {notice ? <Refused {...notice} /> : <NotSent errors={errors} reader={reader} />}
      {urgent ? <CallFirst reader={reader} /> : <LeadsCard place={place} code={code} reader={reader} />}
      <ReportForm
        place={place}
        code={code}
        draft={draft}
        errors={errors}
        promises={await promisesOf(deps, place, usual, chosen !== null, reader)}
        chosen={chosen}
        urgent={urgent}
        reader={reader}
      />
      {!urgent && danger}
      {matters !== null && <AroundCard matters={matters} formId={draft.id} code={code} reader={reader} />}
      {matters !== null && follow}
      <OwnMatters reader={reader} />
    </>
  )
}

/** The way to what one reported before, for who comes back to the plaque to ask how it goes. */
function OwnMatters({ reader }: { reader: Reader }): JSX.Element {
  return (
    <p class="asides">
      <a href="/me" safe>
        {reader.text('requests.page.me')}
      </a>
    </p>
  )
}

function Refused({ title, words }: { title: string; words?: string }): JSX.Element {
  return <Notice kind="soon" live="alert" title={title} words={words} icon="triangle-alert" />
}

const labels = {
  text: 'requests.page.text',
  photos: 'requests.page.photo',
  phone: 'requests.page.phone',
  name: 'requests.page.name',
} as const

/** Says at the top of a long page how much is wrong further down, and leads to each. */
function NotSent({ errors, reader }: { errors: DraftErrors; reader: Reader }): JSX.Element | null {
  const { text } = reader
  const wrong = (['text', 'photos', 'phone', 'name'] as const).flatMap((field) => {
    const message = errors[field]
    return message === undefined ? [] : [{ field, message }]
  })
  if (wrong.length === 0) return null
  return (
    <Notice kind="over" live="alert" title={text('requests.page.not_sent', { count: wrong.length })}>
      <ul class="links">
        {wrong.map(({ field, message }) => (
          <li>
            <a href={attribute(`#field-${field}`)} safe>
              {text('requests.page.not_sent.field', { field: text(labels[field]), message })}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

export const tellWord = (receiver: Receiver, { text }: Reader) => text('requests.page.send', { name: receiver.name })

/** The usual word and promise, and those of each picture. */
async function promisesOf(
  deps: RequestPageDeps,
  place: ServedPlace,
  usual: Receiver,
  isChosen: boolean,
  reader: Reader,
): Promise<Promises> {
  const [button, promise] = [tellWord(usual, reader), sayPromise(usual, reader)]
  if (isChosen) return { button, promise, others: '', byKind: {} }
  const kinds = await Promise.all(
    pictureOptions({ ...reader, large: false })
      .filter((option) => option.value !== otherKind)
      .map(async ({ value, word }) => ({ value, word, receiver: await receiverOf(deps.rulebook, place, value) })),
  )
  const byKind = kinds.map(({ value, receiver }) => [value, [tellWord(receiver, reader), sayPromise(receiver, reader)]])
  return {
    button,
    promise,
    others: sayOthers(usual, kinds, reader),
    byKind: Object.fromEntries([...byKind, [otherKind, [button, promise]]]),
  }
}
