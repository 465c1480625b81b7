import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Form, readForm } from '../../../platform/http/form.ts'
import { sendPhoto } from '../../../platform/http/photos-over-http.ts'
import { senderOf } from '../../../platform/http/sender.ts'
import { photosFromAnybody } from '../../../platform/http/upload-gate.ts'
import { type CommandId, type CommunityId, commandId, type FileId, newId } from '../../../platform/ids.ts'
import { answerLive, followersLimit } from '../../../platform/live/answer.ts'
import type { HeldTracked } from '../held/reading.ts'
import { maximumPhotos, maximumTextLength, voiceCommand } from '../model.ts'
import type { Tracked } from '../tracking.ts'
import { type Reader, type RequestPageDeps, readerOf } from './deps.ts'
import { HeldPage } from './held-page.tsx'
import { createKeptPhotos } from './kept-photos.ts'
import { Follow, partsOnly, sendParts } from './live-parts.tsx'
import { ownWords } from './own-words.ts'
import { sayOnce } from './say-once.ts'
import { sayMoment } from './times.ts'
import type { Said } from './track-actions.tsx'
import { TrackPage, TrackParts, trackedMark } from './track-page.tsx'
import { hostOf, sendUnavailable } from './unavailable.tsx'

const commands = ['tell', 'confirm', 'withdraw', 'reopen'] as const
const isCommand = (what: string | undefined): what is (typeof commands)[number] =>
  (commands as readonly (string | undefined)[]).includes(what)

type Call = { Params: { token: string }; Querystring: { done?: string } }

/** `GET` and `POST /r/:token`: the story of a matter, for the neighbour who holds its token. */
export function trackRoutes(server: FastifyInstance, deps: RequestPageDeps): void {
  const keptPhotos = createKeptPhotos(deps.house.sealing, deps.photos)

  server.get<Call>('/r/:token', async (request, reply) => {
    const since = deps.house.live.state()
    const reader = readerOf(deps, request)
    const tracked = await find(request, reply, reader)
    if (!tracked) return reply
    const { done } = request.query
    return await show(request, reply, reader, tracked, { since, done: isCommand(done) ? done : null })
  })

  server.get<Call>('/r/:token/live', { config: followersLimit }, async (request, reply) => {
    const followed = await deps.following.ofToken(request.params.token)
    if (!followed) return reply.callNotFound()
    return answerLive(deps.house, request, reply, followed)
  })

  /** What changed on the page, for the script that follows it. */
  server.get<Call>('/r/:token/part', { config: followersLimit }, async (request, reply) => {
    const since = deps.house.live.state()
    const reader = readerOf(deps, request)
    const tracked = await find(request, reply, reader)
    if (!tracked) return reply
    const own = await ownWordsOn(tracked)
    const calendar = await deps.rulebook.calendar()
    const parts = TrackParts({ tracked, own, calendar, commandId: newId<CommandId>(), said: null, done: null, reader })
    const follow = Follow({ path: `/r/${tracked.token}`, of: tracked.number, since, script: deps.kit.live })
    return sendParts(reply, partsOnly(`${parts}${follow ?? ''}`))
  })

  server.post<Call>('/r/:token', { config: photosFromAnybody }, async (request, reply) => {
    const reader = readerOf(deps, request)
    const { token } = request.params
    // Before the body is read: whoever has no token brings us no photos.
    const spoken = await deps.tracking.spoken(token)
    if (!spoken && !(await find(request, reply, reader))) return reply
    if (!spoken) return reply.callNotFound()
    const form = await readForm(request, { files: maximumPhotos })
    await deps.signIn.check(request, form.get('_csrf'))
    const { place } = spoken
    const what = form.get('do')
    const { photos, error } = await keptPhotos.of(form, { communityId: place.community.id, form: token }, reader.text)
    const id = commandId.safeParse(form.get('id')).data ?? newId<CommandId>()
    const said: Said = {
      what: isCommand(what) ? what : 'tell',
      id,
      text: form.get('text') ?? '',
      photos,
      error: undefined,
    }
    // As it stands now, with what was said and why it was not taken: the whole page, which nobody else needs.
    const again = async (more: { said: Said; refusal: string; status: number }) => {
      const now = await find(request, reply, reader)
      return now ? await show(request, reply, reader, now, more) : reply
    }
    const wrong = error ?? whatIsWrong(said, form, reader)
    if (wrong !== undefined) return await again({ said: { ...said, error: wrong }, refusal: wrong, status: 422 })
    if (said.what === 'tell' && (await isTooMuch(request, place))) {
      const refusal = reader.text('requests.refusal.too_much')
      const words = reader.text('requests.page.too_much.words', { phone: place.community.phone })
      return await again({ said: { ...said, error: words }, refusal, status: 429 })
    }
    const command = voiceCommand.parse(commandOf(said, form))
    const outcome = await sayOnce(deps, spoken, command)
    if (outcome.ok) return reply.redirect(`/r/${token}?done=${said.what}#done`, 303)
    const refusal = reader.text(`requests.refusal.${outcome.refusal}`)
    const anew = outcome.refusal === 'id_taken' ? { ...said, id: newId<CommandId>() } : said
    return await again({ said: anew, refusal, status: 409 })
  })

  /** The work that a page of something held had the browser do. Done, it goes on; else it waits as before. */
  server.post<Call>('/r/:token/proof', async (request, reply) => {
    const reader = readerOf(deps, request)
    const { token } = request.params
    const form = await readForm(request, { files: 0 })
    await deps.signIn.check(request, form.get('_csrf'))
    const held = await deps.held.byToken(token)
    if (!held) return reply.redirect(`/r/${token}`, 303)
    if (await deps.deciding.prove(held.row, form.get('proof'))) return reply.redirect(`/r/${token}`, 303)
    return await showHeld(request, reply, reader, held, token, true)
  })

  server.get<{ Params: { token: string; id: string }; Querystring: { size?: string } }>(
    '/r/:token/photos/:id',
    async (request, reply) => {
      const { token, id } = request.params
      const found = await ownPhoto(token, id)
      const size = request.query.size === 'full' ? 'full' : 'small'
      const file = found && (await deps.photos.read(found.communityId, found.photo, size))
      if (!file) return reply.callNotFound()
      return sendPhoto(reply, file)
    },
  )

  /** A picture that whoever has this link sent, or keeps for what they are about to send. */
  async function ownPhoto(token: string, id: string): Promise<{ communityId: CommunityId; photo: FileId } | null> {
    const voice = await deps.tracking.voiceOf(token)
    if (!voice) {
      const row = (await deps.held.byToken(token))?.row
      return row?.photos.includes(id as FileId) ? { communityId: row.community_id, photo: id as FileId } : null
    }
    const { communityId } = voice
    const kept = keptPhotos.read({ communityId, form: token }, id)?.id
    const shown = kept ?? ((await ownWords(deps, voice)).photos.has(id as FileId) ? (id as FileId) : null)
    return shown && { communityId, photo: shown }
  }

  /** The matter of a token; what cannot be shown is answered with its page, and null. */
  async function find(
    request: FastifyRequest,
    reply: FastifyReply,
    { language }: Pick<Reader, 'language'>,
  ): Promise<Tracked | null> {
    const found = await deps.tracking.track((request.params as { token: string }).token, language)
    if (found.kind === 'found') return found.tracked
    const { token } = request.params as { token: string }
    const held = found.kind === 'unknown' && found.community ? await deps.held.byToken(token) : null
    if (held) {
      await showHeld(request, reply, readerOf(deps, request), held, token)
      return null
    }
    const why = found.kind === 'expired' ? 'token.expired' : 'token.unknown'
    sendUnavailable(deps, request, reply, why, found.community)
    return null
  }

  /** Words and photos added faster than anybody does by hand. */
  async function isTooMuch(request: FastifyRequest, place: Tracked['place']): Promise<boolean> {
    if (await deps.person(request)) return false
    const at = { place: `${place.community.id} ${place.placeId}` }
    const { over } = await deps.limits.count('note', senderOf(deps.house, request), at)
    return over.device || over.network || over.plaque
  }

  async function showHeld(
    request: FastifyRequest,
    reply: FastifyReply,
    reader: Reader,
    held: HeldTracked,
    token: string,
    isProofSpent = false,
  ): Promise<FastifyReply> {
    const title = reader.text(held.row.state === 'aside' ? 'requests.page.aside' : 'requests.page.held')
    const challenge = await deps.deciding.challenge(held.row)
    return deps.kit.send(request, reply.header('x-robots-tag', 'noindex'), {
      title,
      header: {
        mark: { lit: 0, frame: held.row.state === 'aside' ? 'unlit' : 'paused' },
        title,
        subtitle: held.place.name,
        readAloud: reader.large,
      },
      host: hostOf(held.community),
      children: HeldPage({ held, token, challenge, proof: deps.kit.proof, isProofSpent, reader }),
    })
  }

  const ownWordsOn = ({ place, id, voice }: Tracked) =>
    ownWords(deps, { communityId: place.community.id, requestId: id, voiceId: voice.id })

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    reader: Reader,
    tracked: Tracked,
    more: { said?: Said; refusal?: string; done?: string | null; status?: number; since?: string },
  ): Promise<FastifyReply> {
    // A form that came back may be read from an older state than this: what is missed then is seen with the next change.
    const { said = null, refusal = null, done = null, status = 200, since = deps.house.live.state() } = more
    const { community, name } = tracked.place
    const own = await ownWordsOn(tracked)
    const calendar = await deps.rulebook.calendar()
    const openings = await deps.contacts.openings(community.id, tracked.voice.id)
    return deps.kit.send(request, reply.header('x-robots-tag', 'noindex'), {
      title: tracked.title,
      header: {
        mark: trackedMark(tracked),
        title: tracked.title,
        subtitle: `${name} · ${sayMoment(tracked.reportedAt, reader)}`,
        readAloud: reader.large,
      },
      host: hostOf(community),
      status,
      children: TrackPage({
        tracked,
        own,
        calendar,
        openings,
        commandId: newId<CommandId>(),
        said,
        refusal,
        done,
        since,
        script: deps.kit.live,
        reader,
      }),
    })
  }
}

/** What has to be mended before the rules are asked at all. */
function whatIsWrong(said: Said, form: Form, { text }: Reader): string | undefined {
  const length = said.text.trim().length
  if (length > maximumTextLength) return text('field.too_long', { maximum: maximumTextLength })
  if (said.what === 'tell' && length === 0 && said.photos.length === 0) return text('requests.page.tell.missing')
  if (said.what === 'reopen' && length === 0) return text('requests.page.reopen.missing')
  if (said.what === 'confirm' && form.get('solved') === undefined) return text('requests.page.confirm.missing')
  return undefined
}

function commandOf(said: Said, form: Form): Record<string, unknown> {
  const base = { id: said.id, type: said.what, text: said.text }
  if (said.what === 'tell') return { ...base, photos: said.photos.map((photo) => photo.id) }
  if (said.what !== 'confirm') return base
  const score = Number(form.get('score'))
  return {
    ...base,
    solved: form.get('solved') === 'yes',
    ...(Number.isInteger(score) && score >= 1 && score <= 5 && { score }),
  }
}
