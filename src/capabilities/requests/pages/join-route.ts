import type { FastifyInstance } from 'fastify'
import { readForm } from '../../../platform/http/form.ts'
import { senderOf } from '../../../platform/http/sender.ts'
import { photosFromAnybody } from '../../../platform/http/upload-gate.ts'
import { requestId, type VoiceId } from '../../../platform/ids.ts'
import { phone as phoneModel } from '../../people/index.ts'
import { maximumPhotos, voiceCommand } from '../model.ts'
import { deviceHash, fingerprintOf, tokenHash, trackingToken, voiceIdFor } from '../secrets.ts'
import { type RequestPageDeps, readerOf } from './deps.ts'
import { type Draft, draftOf, formId } from './draft.ts'
import { createKeptPhotos } from './kept-photos.ts'
import { plaqueInside } from './plaque-page.tsx'
import { findPlace, sendPlaquePage, tooMuch } from './plaque-routes.tsx'

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
    const reader = readerOf(deps, request)
    const { language, text } = reader
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
    const person = await deps.person(request)
    const sender = senderOf(deps.house, request)
    // One voice a device and matter: the same device again, also the one that reported it, gets its own page.
    const device = sender.device && deviceHash(sealing, matter.id, sender.device.id)
    const before = device && (await deps.tracking.voiceOfDevice(communityId, matter.id, device))
    const voiceId =
      before ??
      (device
        ? voiceIdFor(sealing, device.toString('hex'), fingerprintOf({ join: matter.id }))
        : voiceIdFor(sealing, draft.id, fingerprintOf({ join: matter.id, phone, name })))
    const token = trackingToken(sealing, place.community.number, voiceId)
    if (before) {
      await addWords(before, draft)
      return reply.redirect(`/r/${token}`, 303)
    }
    const sent = { text: `${draft.text}\n${name}`, counted: person === null }
    const why = await deps.intake.lookAtJoin(place, matter.category, sender, sent)
    if (why.length > 0) {
      const held = await deps.intake.holdJoin(place, sender, why, {
        id,
        to: matter.id,
        voiceId,
        deviceHash: device,
        personId: person?.personId ?? null,
        content: {
          name,
          phone: phone ?? null,
          text: draft.text,
          photos: draft.photos.map((photo) => photo.id),
          tellId: draft.tellId,
        },
      })
      if (held.ok) return reply.redirect(held.url, 303)
      const view = {
        place,
        code,
        draft,
        errors: {},
        notice: tooMuch(reader, place),
        step: 2,
        onlyPlace: false,
      } as const
      return sendPlaquePage(deps, request, reply, place, await plaqueInside(deps, reader, view), 429)
    }
    const sealer = await sealing.for(communityId)
    const outcome = await deps.carryOut.join(communityId, matter.id, {
      id: voiceId,
      tokenHash: tokenHash(token),
      nameSealed: name === '' ? null : sealer.seal(name),
      phoneSealed: phone ? sealer.seal(phone) : null,
      phoneHash: phone ? sealing.hash('phone', phone) : null,
      personId: person?.personId ?? null,
      deviceHash: device,
    })
    if (!outcome.ok) return reply.redirect(`/p/${code}?gone=1`, 303)

    await addWords(voiceId, draft)
    return reply.redirect(`/r/${token}`, 303)

    /** What was typed is not lost: it stands beside the neighbour's words. */
    async function addWords(voice: VoiceId, { tellId, text, photos }: Draft): Promise<void> {
      const ids = photos.map((photo) => photo.id)
      const told = voiceCommand.safeParse({ id: tellId, type: 'tell', text, photos: ids })
      if (!told.success || (text.trim() === '' && photos.length === 0) || !matter) return
      await deps.carryOut.voiceCommand(communityId, matter.id, voice, told.data)
    }
  })
}
