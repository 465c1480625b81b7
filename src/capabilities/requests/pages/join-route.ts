import type { FastifyInstance } from 'fastify'
import { readForm } from '../../../platform/http/form.ts'
import { photosFromAnybody } from '../../../platform/http/upload-gate.ts'
import { requestId } from '../../../platform/ids.ts'
import { phone as phoneModel } from '../../people/index.ts'
import { maximumPhotos, voiceCommand } from '../model.ts'
import { fingerprintOf, tokenHash, trackingToken, voiceIdFor } from '../secrets.ts'
import { type RequestPageDeps, readerOf } from './deps.ts'
import { draftOf, formId } from './draft.ts'
import { createKeptPhotos } from './kept-photos.ts'
import { findPlace } from './plaque-routes.tsx'

/** Far more than a stairwell ever has open at once. */
const mostAround = 200

type Call = { Params: { code: string; requestId: string } }

/** `POST /p/:code/join/:requestId`: one more neighbour on the same thing, with what they typed beside it. */
export function joinRoute(server: FastifyInstance, deps: RequestPageDeps): void {
  const { sealing } = deps.house
  const keptPhotos = createKeptPhotos(sealing, deps.photos)

  server.post<Call>('/p/:code/join/:requestId', { config: photosFromAnybody }, async (request, reply) => {
    const found = await findPlace(deps, request, reply)
    if (!found) return reply
    const { place, code } = found
    const { language, text } = readerOf(deps, request)
    const form = await readForm(request, { files: maximumPhotos })
    await deps.signIn.check(request, form.get('_csrf'))
    const communityId = place.community.id
    const joined = requestId.safeParse(request.params.requestId)
    // Only what stands on this plaque's page can be joined: nothing confidential, nothing of another stairwell.
    const open = await deps.tracking.around(place, language, mostAround)
    const matter = open.find((one) => one.id === joined.data)
    if (!matter) return reply.redirect(`/p/${code}?gone=1`, 303)

    const id = formId(form)
    const { photos } = await keptPhotos.of(form, { communityId, form: id }, text)
    const draft = draftOf(form, id, photos)
    const phone = phoneModel.safeParse(draft.phone).data
    const name = draft.name.trim().slice(0, 40)
    const voiceId = voiceIdFor(sealing, draft.id, fingerprintOf({ join: matter.id, phone, name }))
    const token = trackingToken(sealing, place.community.number, voiceId)
    const person = await deps.person(request)
    const sealer = await sealing.for(communityId)
    const outcome = await deps.carryOut.join(communityId, matter.id, {
      id: voiceId,
      tokenHash: tokenHash(token),
      nameSealed: name === '' ? null : sealer.seal(name),
      phoneSealed: phone ? sealer.seal(phone) : null,
      phoneHash: phone ? sealing.hash('phone', phone) : null,
      personId: person?.personId ?? null,
    })
    if (!outcome.ok) return reply.redirect(`/p/${code}?gone=1`, 303)

    // What was typed is not lost: it stands beside the neighbour's words.
    const told = voiceCommand.safeParse({
      id: draft.tellId,
      type: 'tell',
      text: draft.text,
      photos: draft.photos.map((photo) => photo.id),
    })
    if (told.success && (draft.text.trim() !== '' || draft.photos.length > 0)) {
      await deps.carryOut.voiceCommand(communityId, matter.id, voiceId, told.data)
    }
    return reply.redirect(`/r/${token}`, 303)
  })
}
