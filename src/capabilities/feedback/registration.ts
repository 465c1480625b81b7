import type { FastifyInstance } from 'fastify'
import type { Capability } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import type { PageKit } from '../../platform/http/page-kit.ts'
import type { Limits } from '../../platform/open-door/limits.ts'
import type { SignedIn } from '../people/index.ts'
import en from './messages/pages.en.json' with { type: 'json' }
import zh from './messages/pages.zh-CN.json' with { type: 'json' }
import { feedbackPages } from './pages/feedback-pages.tsx'
import { routes } from './routes.ts'
import { createFeedbackBook } from './service.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly kit: PageKit
  readonly limits: Limits
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
}

/** "Tell us about this service": a page in every foot, and a list for whoever runs the installation. */
export const feedback: Capability<Ground> = {
  name: 'feedback',
  words: [{ 'zh-CN': zh, en }],
  open({ house, server, kit, limits, implement }) {
    const book = createFeedbackBook(house)
    feedbackPages(server, { house, kit, limits, save: book.save })
    implement(server, routes.list, async () => ({ items: await book.list() }))
    return {}
  },
}
