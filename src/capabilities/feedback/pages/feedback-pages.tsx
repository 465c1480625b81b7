import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../../platform/house.ts'
import { readForm } from '../../../platform/http/form.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import { greetDevice, senderOf } from '../../../platform/http/sender.ts'
import type { Limits } from '../../../platform/open-door/limits.ts'
import { maximumContact, maximumFeedback } from '../model.ts'
import type { FeedbackBook } from '../service.ts'
import { FeedbackForm, ThankYou } from './feedback-form.tsx'

/** `/feedback`, which the foot of every resident page leads to. */
export function feedbackPages(
  server: FastifyInstance,
  deps: { house: House; kit: PageKit; limits: Limits; save: FeedbackBook['save'] },
): void {
  const { house, kit, limits } = deps
  const send = (request: FastifyRequest, reply: FastifyReply, children: JSX.Element, lit: 0 | 4 = 0, status = 200) => {
    const { text, large } = kit.visitor(request)
    const title = text('feedback.page.title')
    const header = { mark: { lit, frame: 'calm' as const }, title, readAloud: large }
    return kit.send(request, reply, { title, header, host: null, children, status })
  }

  server.get('/feedback', async (request, reply) => {
    greetDevice(house, request, reply)
    const { text } = kit.visitor(request)
    return send(request, reply, <FeedbackForm text={text} typed={{ text: '', contact: '' }} />)
  })

  const few = { rateLimit: { max: 20, timeWindow: '1 minute' } }
  server.post('/feedback', { config: few }, async (request, reply) => {
    const { text, language } = kit.visitor(request)
    const form = await readForm(request, { files: 0 })
    const typed = { text: form.get('text') ?? '', contact: form.get('contact') ?? '' }
    const words = typed.text.replaceAll('\r\n', '\n').trim()
    const contact = typed.contact.trim()
    const errors = {
      ...(words === '' && { text: text('feedback.page.missing') }),
      ...(words.length > maximumFeedback && { text: text('field.too_long', { maximum: maximumFeedback }) }),
      ...(contact.length > maximumContact && { contact: text('field.too_long', { maximum: maximumContact }) }),
    }
    if (Object.keys(errors).length > 0) {
      return send(request, reply, <FeedbackForm text={text} typed={typed} errors={errors} />, 0, 422)
    }
    const { over } = await limits.count('feedback', senderOf(house, request), { place: 'installation' })
    if (over.device || over.network || over.plaque) {
      return send(request, reply, <FeedbackForm text={text} typed={typed} tooMuch />, 0, 429)
    }
    await deps.save(words, contact === '' ? null : contact, language)
    return reply.redirect('/feedback/thanks', 303)
  })

  server.get('/feedback/thanks', async (request, reply) => {
    const { text } = kit.visitor(request)
    return send(request, reply, <ThankYou text={text} />, 4)
  })
}
