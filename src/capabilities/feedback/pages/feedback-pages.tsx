import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readForm } from '../../../platform/http/form.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import { maximumContact, maximumFeedback } from '../model.ts'
import type { FeedbackBook } from '../service.ts'
import { FeedbackForm, ThankYou } from './feedback-form.tsx'

/** `/feedback`, which the foot of every resident page leads to. */
export function feedbackPages(server: FastifyInstance, deps: { kit: PageKit; save: FeedbackBook['save'] }): void {
  const { kit } = deps
  const send = (request: FastifyRequest, reply: FastifyReply, children: JSX.Element, lit: 0 | 4 = 0, status = 200) => {
    const { text, large } = kit.visitor(request)
    const title = text('feedback.page.title')
    const header = { mark: { lit, frame: 'calm' as const }, title, readAloud: large }
    return kit.send(request, reply, { title, header, host: null, children, status })
  }

  server.get('/feedback', async (request, reply) => {
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
    await deps.save(words, contact === '' ? null : contact, language)
    return reply.redirect('/feedback/thanks', 303)
  })

  server.get('/feedback/thanks', async (request, reply) => {
    const { text } = kit.visitor(request)
    return send(request, reply, <ThankYou text={text} />, 4)
  })
}
