import type { FastifyInstance } from 'fastify'
import type { Capability } from '../../platform/capability.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import { mayAnywhere, type SignedIn } from '../people/index.ts'
import { calendarApi } from './api.ts'
import { coverageCheck } from './coverage-check.ts'
import checkEn from './messages/check.en.json' with { type: 'json' }
import checkZh from './messages/check.zh-CN.json' with { type: 'json' }
import en from './messages/fault.en.json' with { type: 'json' }
import zh from './messages/fault.zh-CN.json' with { type: 'json' }
import type { Calendar } from './service.ts'

interface Ground {
  readonly server: FastifyInstance
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly calendar: Calendar
  readonly places: { today(): string }
}

/** The working-day calendar: read by all who work by it, warned of before it ends. */
export const calendar: Capability<Ground> = {
  name: 'calendar',
  words: [
    { 'zh-CN': zh, en },
    { 'zh-CN': checkZh, en: checkEn },
  ],
  open({ server, implement, calendar, places }) {
    const mayEdit = (actor: SignedIn) => mayAnywhere(actor, 'calendar.edit')
    calendarApi(server, implement, { calendar, today: places.today, mayEdit })
    return { duties: [calendar.duty] }
  },
  checks: ({ calendar }) => [coverageCheck(calendar)],
}
