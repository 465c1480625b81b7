import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readForm } from '../../../platform/http/form.ts'
import { sendPhoto } from '../../../platform/http/photos-over-http.ts'
import { greetDevice, senderOf } from '../../../platform/http/sender.ts'
import { photosFromAnybody } from '../../../platform/http/upload-gate.ts'
import { type PlaqueCode, plaqueCode, type ServedPlace } from '../../places/index.ts'
import { categoryCode, maximumPhotos } from '../model.ts'
import { personalParts } from '../words-in-public.ts'
import { BeforeSending, type Concerns } from './before-sending.tsx'
import { type Reader, type RequestPageDeps, readerOf } from './deps.ts'
import {
  categoryOf,
  complaintOf,
  type Draft,
  type DraftErrors,
  draftOf,
  emptyDraft,
  formId,
  parseDraft,
} from './draft.ts'
import { createKeptPhotos } from './kept-photos.ts'
import type { StepNumber } from './large-steps.tsx'
import { type PlaqueView, plaqueInside, tellWord } from './plaque-page.tsx'
import { receiverOf } from './receivers.ts'
import { isSent, reportOnce } from './report-once.ts'
import { hostOf, sendUnavailable } from './unavailable.tsx'

type Call = {
  Params: { code: string }
  Querystring: { step?: string; view?: string; category?: string; gone?: string }
}

/** `GET` and `POST /p/:code`: the plaque page and its form. */
export function plaqueRoutes(server: FastifyInstance, deps: RequestPageDeps): void {
  const keptPhotos = createKeptPhotos(deps.house.sealing, deps.photos)

  server.get<Call>('/p/:code', async (request, reply) => {
    const found = await findPlace(deps, request, reply)
    if (!found) return reply
    greetDevice(deps.house, request, reply)
    const reader = readerOf(deps, request)
    const { view, category = '', gone } = request.query
    return await show(request, reply, reader, {
      ...found,
      draft: emptyDraft(categoryCode.safeParse(category).success ? category : ''),
      errors: {},
      // A picture that the address chose answers the first question.
      step: category === '' ? 1 : 2,
      onlyPlace: view === 'place',
      ...(gone === '1' && { notice: { title: reader.text('requests.page.join.gone') } }),
    })
  })

  server.post<Call>('/p/:code', { config: photosFromAnybody }, async (request, reply) => {
    const found = await findPlace(deps, request, reply)
    if (!found) return reply
    const { place, code } = found
    const reader = readerOf(deps, request)
    const form = await readForm(request, { files: maximumPhotos })
    await deps.signIn.check(request, form.get('_csrf'))
    const id = formId(form)
    const scope = { communityId: place.community.id, form: id }
    const { photos, error: photoError } = await keptPhotos.of(form, scope, reader.text)
    const draft = draftOf(form, id, photos)
    const parsed = parseDraft(draft, code, reader.text)
    const errors = { ...(!parsed.ok && parsed.errors), ...(photoError && { photos: photoError }) }
    const view: PlaqueView = { place, code, draft, errors, step: stepOf(request.query.step), onlyPlace: false }

    const asked = nextQuestion(request.query.step, reader, view)
    if (asked) return await show(request, reply, reader, asked.view, asked.status)
    if (!parsed.ok || photoError) return await show(request, reply, reader, view, 422)

    if (!draft.confirmed && !(await isSent(deps, place, id))) {
      const concerns = await concernsOf(deps, place, draft, reader)
      if (concerns.urgent || concerns.similar.length > 0 || concerns.personal.length > 0) {
        const receiver = await receiverOf(deps.rulebook, place, categoryOf(draft), complaintOf(draft))
        return await sendPlaquePage(
          deps,
          request,
          reply,
          place,
          <BeforeSending
            concerns={concerns}
            draft={draft}
            code={code}
            button={tellWord(receiver, reader)}
            reader={reader}
          />,
        )
      }
    }

    const person = await deps.person(request)
    const outcome = await reportOnce(
      deps,
      place,
      parsed.report,
      person?.personId ?? null,
      senderOf(deps.house, request),
    )
    if (outcome.ok) return reply.redirect(outcome.reported.url, 303)
    // Another report under the same id: the form was sent, changed and sent again. It gets an id of its own.
    const again = outcome.refusal === 'id_taken' ? { ...draft, id: emptyDraft().id, photos: [] } : draft
    const notice =
      outcome.refusal === 'too_much'
        ? tooMuch(reader, place)
        : { title: reader.text(`requests.refusal.${outcome.refusal}`) }
    const status = outcome.refusal === 'too_much' ? 429 : 409
    return await show(request, reply, reader, { ...view, draft: again, notice, step: 2 }, status)
  })

  /** Small pictures of a form that is not sent yet, for that form only. */
  server.get<{ Params: { code: string; photo: string }; Querystring: { form?: string } }>(
    '/p/:code/photos/:photo',
    async (request, reply) => {
      const found = await findPlace(deps, request, reply)
      if (!found) return reply
      const communityId = found.place.community.id
      const photo = keptPhotos.read({ communityId, form: request.query.form ?? '' }, request.params.photo)
      const file = photo && (await deps.photos.read(communityId, photo.id, 'small'))
      if (!file) return reply.callNotFound()
      return sendPhoto(reply, file)
    },
  )

  /** Portraits of the leads who are shown here, and of nobody else. */
  server.get<{ Params: { code: string; id: string } }>('/p/:code/portraits/:id', async (request, reply) => {
    const found = await findPlace(deps, request, reply)
    if (!found) return reply
    const lead = found.place.leads.find((one) => one.photoFileId === request.params.id)
    const file = lead && (await deps.photos.readPublic(found.place.community.id, request.params.id as never))
    if (!file) return reply.callNotFound()
    return sendPhoto(reply, file)
  })

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    reader: Reader,
    view: PlaqueView,
    status = 200,
  ): Promise<FastifyReply> {
    return sendPlaquePage(deps, request, reply, view.place, await plaqueInside(deps, reader, view), status)
  }
}

const steps = [1, 2, 3, 4, 5] as const satisfies StepNumber[]
/** What can be wrong with the answer to each question of large mode. */
const asks: Readonly<Record<StepNumber, readonly (keyof DraftErrors)[]>> = {
  1: [],
  2: ['text'],
  3: ['photos'],
  4: ['phone'],
  5: ['name'],
}
const stepOf = (step: string | undefined): StepNumber => steps.find((one) => String(one) === step) ?? 1

/** Which page a form that is not sent yet leads to; null when it is to be sent. */
function nextQuestion(
  step: string | undefined,
  reader: Reader,
  view: PlaqueView,
): { view: PlaqueView; status: number } | null {
  const { errors } = view
  if (step === 'edit') return { view: { ...view, errors: {}, step: 2 }, status: 200 }
  if (!reader.large) {
    // A step of large mode that was left for the normal page meanwhile.
    return step === undefined ? null : { view: { ...view, errors: {} }, status: 200 }
  }
  // The first question that is not answered well before the one that is wanted, or before sending.
  const wanted = step === undefined ? undefined : view.step
  const unanswered = steps.find(
    (one) => (wanted === undefined || one < wanted) && asks[one].some((name) => errors[name]),
  )
  if (unanswered) return { view: { ...view, step: unanswered }, status: 422 }
  if (wanted) return { view: { ...view, errors: {} }, status: 200 }
  return null
}

/** What should be seen before this is sent. A complaint or a confidential matter is never laid beside others. */
async function concernsOf(deps: RequestPageDeps, place: ServedPlace, draft: Draft, reader: Reader): Promise<Concerns> {
  const line = (await deps.rulebook.catalogue()).get(categoryOf(draft))
  const alone = draft.complaint || draft.confidential
  return {
    urgent: line?.clockClass === 'E' && !draft.warned,
    similar: alone
      ? []
      : (await deps.tracking.similar(place, { text: draft.text, category: line?.code ?? null }, reader.language)).slice(
          0,
          4,
        ),
    personal: personalParts(draft.text),
  }
}

/** More came from here than even the hold queue takes: what was typed is still there, and there is a phone. */
export const tooMuch = ({ text }: Reader, { community }: ServedPlace): NonNullable<PlaqueView['notice']> => ({
  title: text('requests.refusal.too_much'),
  words: text('requests.page.too_much.words', { phone: community.phone }),
})

/** The place of a plaque; what is not there is answered with its page, and null. */
export async function findPlace(
  deps: RequestPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ place: ServedPlace; code: PlaqueCode } | null> {
  const code = plaqueCode.safeParse((request.params as { code: string }).code)
  const found = code.success ? await deps.tracking.plaque(code.data) : ({ kind: 'unknown' } as const)
  if (code.success && found.kind === 'found') return { place: found.place, code: code.data }
  const community = found.kind === 'closed' ? found.community : null
  sendUnavailable(deps, request, reply, found.kind === 'closed' ? 'plaque.closed' : 'plaque.unknown', community)
  return null
}

export function sendPlaquePage(
  deps: RequestPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  place: ServedPlace,
  inside: JSX.Element,
  status = 200,
): FastifyReply {
  const { large } = deps.kit.visitor(request)
  return deps.kit.send(request, reply.header('x-robots-tag', 'noindex'), {
    title: `${place.name} · ${place.community.name}`,
    header: {
      mark: { lit: large ? 0 : 1, frame: 'calm' },
      title: place.name,
      subtitle: place.community.name,
      readAloud: large,
    },
    host: hostOf(place.community),
    children: inside,
    status,
  })
}
