import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readForm } from '../../../platform/http/form.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import { sendFile } from '../../../platform/http/send-file.ts'
import { commandId, communityId, newId, voiceId } from '../../../platform/ids.ts'
import { mobilePhone, type SignedIn } from '../../people/index.ts'
import { exportOf } from '../export.ts'
import type { Held } from '../service.ts'
import { longestName, NameForm, PhoneForm, type PhoneProps } from './correct-page.tsx'
import type { OwnPageDeps, OwnReader } from './deps.ts'
import { AllGone, EraseAll, EraseMatter } from './erase-page.tsx'
import { type DoneHere, doneHere, HeldPage } from './held-page.tsx'
import { WholePage } from './whole-page.tsx'

const few = { rateLimit: { max: 20, timeWindow: '1 minute' } }
const isDoneHere = (word: string | undefined): word is DoneHere =>
  (doneHere as readonly (string | undefined)[]).includes(word)

type Matter = { Params: { community: string; voice: string } }

/** `/me/data`: what is held on whoever is signed in, and all that they may do with it. No script needed. */
export function ownRoutes(server: FastifyInstance, deps: OwnPageDeps): void {
  const { privacy } = deps

  server.get<{ Querystring: { done?: string } }>('/me/data', async (request, reply) => {
    const come = await comeIn(request, reply)
    if (!come) return reply
    const { done } = request.query
    return send(request, reply, 'privacy.title', <HeldPage {...come} done={isDoneHere(done) ? done : null} />)
  })

  server.get('/me/data/all', async (request, reply) => {
    const come = await comeIn(request, reply)
    return come ? send(request, reply, 'privacy.all', <WholePage {...come} />) : reply
  })

  server.get('/me/data/export.json', { config: few }, async (request, reply) => {
    const come = await comeIn(request, reply)
    if (!come) return reply
    await privacy.exported(come.person, newId<string>())
    const bytes = Buffer.from(`${JSON.stringify(exportOf(come.held), null, 2)}\n`)
    reply.header('cache-control', 'private, no-store')
    return sendFile(reply, { contentType: 'application/json; charset=utf-8', bytes }, 'silin-my-data.json')
  })

  server.get('/me/data/name', async (request, reply) => {
    const come = await comeIn(request, reply)
    if (!come) return reply
    if (come.held.posts.length > 0) return reply.redirect('/me/data', 303)
    return send(
      request,
      reply,
      'privacy.name.change',
      <NameForm reader={come.reader} id={newId<string>()} name={come.held.account.name} />,
    )
  })

  server.post('/me/data/name', { config: few }, async (request, reply) => {
    const sent = await sentBy(request, reply)
    if (!sent) return reply
    const { form, id, person, reader } = sent
    const name = (form.get('name') ?? '').normalize('NFC').trim()
    const long = [...name].length > longestName
    if (name === '' || long) {
      const error = long ? reader.text('field.too_long', { maximum: longestName }) : reader.text('privacy.name.missing')
      const typed = form.get('name') ?? ''
      return send(
        request,
        reply,
        'privacy.name.change',
        <NameForm reader={reader} id={id} name={typed} error={error} />,
        422,
      )
    }
    const refusal = await privacy.correctName(person, id, name)
    return reply.redirect(refusal ? '/me/data' : '/me/data?done=name#done', 303)
  })

  server.get('/me/data/phone', async (request, reply) => {
    const come = await comeIn(request, reply)
    return come
      ? phonePage(request, reply, { reader: come.reader, id: newId<string>(), phone: '', asksCode: false })
      : reply
  })

  server.post('/me/data/phone', { config: few }, async (request, reply) => {
    const sent = await sentBy(request, reply)
    if (!sent) return reply
    const { form, id, reader } = sent
    const typed = form.get('phone') ?? ''
    const phone = mobilePhone.safeParse(typed)
    if (!phone.success) {
      const error = reader.text('privacy.phone.wrong')
      return phonePage(request, reply, { reader, id, phone: typed, asksCode: false, error }, 422)
    }
    const { waitSeconds } = await deps.signIn.askCode(phone.data, reply)
    return phonePage(request, reply, { reader, id, phone: phone.data, asksCode: true, waitSeconds })
  })

  server.post('/me/data/phone/code', { config: few }, async (request, reply) => {
    const sent = await sentBy(request, reply)
    if (!sent) return reply
    const { form, id, reader, person } = sent
    const phone = mobilePhone.safeParse(form.get('phone') ?? '')
    const code = (form.get('code') ?? '').normalize('NFKC').replaceAll(/\s/g, '')
    // Whose the number is otherwise is told to nobody: the same sentence says both.
    const proven =
      phone.success &&
      !(await deps.account.isAnothers(person.personId, phone.data)) &&
      ((await deps.account.isProven(person.personId, phone.data)) ||
        (/^\d{6}$/.test(code) && (await deps.signIn.provePhone(request, phone.data, code, reply))))
    if (!proven) {
      const error = reader.text('privacy.phone.code.wrong')
      return phonePage(request, reply, { reader, id, phone: form.get('phone') ?? '', asksCode: true, error }, 422)
    }
    await privacy.correctPhone(person, id, phone.data)
    return reply.redirect('/me/data?done=phone#done', 303)
  })

  server.get<Matter>('/me/data/erase/:community/:voice', async (request, reply) => {
    const come = await comeIn(request, reply)
    if (!come) return reply
    const matter = come.held.matters.find(
      (one) => one.communityId === request.params.community && one.voiceId === request.params.voice,
    )
    if (!matter || matter.mustStay) return reply.redirect('/me/data', 303)
    return send(
      request,
      reply,
      'privacy.erase.matter.title',
      <EraseMatter matter={matter} id={newId<string>()} reader={come.reader} />,
    )
  })

  server.post<Matter>('/me/data/erase/:community/:voice', { config: few }, async (request, reply) => {
    const sent = await sentBy(request, reply)
    if (!sent) return reply
    const { form, id, person } = sent
    const community = communityId.safeParse(request.params.community)
    const voice = voiceId.safeParse(request.params.voice)
    if (!community.success || !voice.success) throw new HttpProblem('not_found')
    const photos = form.get('photos') === 'yes'
    const refusal = await privacy.eraseMatter(person, id, { communityId: community.data, voiceId: voice.data, photos })
    return reply.redirect(refusal ? '/me/data' : '/me/data?done=matter#done', 303)
  })

  server.get('/me/data/erase', async (request, reply) => {
    const come = await comeIn(request, reply)
    return come
      ? send(
          request,
          reply,
          'privacy.erase.all',
          <EraseAll held={come.held} id={newId<string>()} reader={come.reader} />,
        )
      : reply
  })

  server.post('/me/data/erase', { config: few }, async (request, reply) => {
    const sent = await sentBy(request, reply)
    if (!sent) return reply
    const { form, id, person, reader } = sent
    await privacy.eraseAll(person, id, form.get('photos') === 'yes')
    if (person.roles.length > 0) return reply.redirect('/me/data?done=all_but_account#done', 303)
    await deps.signIn.signOut(request, reply)
    return send(request, reply, 'privacy.gone.title', <AllGone reader={{ ...reader, csrf: '' }} />)
  })

  function readerOf(request: FastifyRequest): OwnReader {
    return { ...deps.kit.visitor(request), csrf: deps.signIn.csrf(request) }
  }

  /** Who is signed in, with all that is held; everybody else is led to where one signs in. A script's token is nobody. */
  async function comeIn(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ person: SignedIn; held: Held; reader: OwnReader } | null> {
    const reader = readerOf(request)
    const person = await deps.person(request)
    const held = person && !person.byToken ? await privacy.held(person, reader.language) : null
    if (person && held) return { person, held, reader }
    reply.redirect('/me', 303)
    return null
  }

  /** A form of whoever is signed in, that came from our own page. */
  async function sentBy(request: FastifyRequest, reply: FastifyReply) {
    const form = await readForm(request, { files: 0 })
    await deps.signIn.check(request, form.get('_csrf'))
    const person = await deps.person(request)
    if (!person || person.byToken) {
      reply.redirect('/me', 303)
      return null
    }
    return { form, id: commandId.safeParse(form.get('id')).data ?? newId<string>(), person, reader: readerOf(request) }
  }

  function phonePage(request: FastifyRequest, reply: FastifyReply, props: PhoneProps, status = 200): FastifyReply {
    return send(request, reply, 'privacy.phone.change', <PhoneForm {...props} />, status)
  }

  function send(
    request: FastifyRequest,
    reply: FastifyReply,
    titleKey: string,
    children: JSX.Element,
    status = 200,
  ): FastifyReply {
    const { text, large } = deps.kit.visitor(request)
    const title = text(titleKey)
    return deps.kit.send(request, reply.header('x-robots-tag', 'noindex'), {
      title,
      header: { mark: { lit: 0, frame: 'calm' }, title, readAloud: large },
      host: null,
      children,
      status,
    })
  }
}
