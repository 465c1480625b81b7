import type { ClockClass, Status } from '../src/capabilities/requests/model.ts'
import { hour, minute, workingDayAfter } from './hours.ts'
import type { Life } from './life.ts'
import { actedAt, reached } from './pace.ts'
import type { Random } from './random.ts'
import { byDesk, byHandler, byVoice, type Step, type Turn } from './steps.ts'
import { answers } from './words/answers.ts'
import { deskHandler } from './world.ts'

const turn = (when: Status, fits: Turn['fits'], course: Turn['course']): Turn => ({ when, fits, course })
const always = () => true
const soon = (life: Life, random: Random) => reached(life, life.at + random.around(25) * minute, random)
const slowly =
  (...classes: ClockClass[]) =>
  (life: Life) =>
    classes.includes(life.state.clockClass)
const hasHandler = (kind: 'lead' | 'desk') => (life: Life) => life.state.handler?.kind === kind

/** Every turn by name. The rules have the last word: a turn that they do not allow simply does not happen. */
export const turns = {
  withdrawn: turn('reported', always, function* (life, random) {
    yield byVoice(life, life.at + random.around(18) * minute, {
      type: 'withdraw',
      text: random.pick(answers.withdrawn),
    })
  }),
  declined: turn('reported', always, function* (life, random) {
    const again = random.chance(0.4)
    yield byDesk(life, random, soon(life, random), 'community', {
      type: 'decline',
      reason: again ? 'already_concluded' : 'market_or_social_route',
      text: random.pick(again ? answers.concluded : answers.declined),
      route: random.pick(again ? answers.concludedRoute : answers.declinedRoute),
    })
  }),
  redirected: turn('reported', always, function* (life, random) {
    yield byDesk(life, random, life.at + 2 * minute, 'community', {
      type: 'redirect',
      text: random.pick(answers.redirected),
    })
  }),
  /** The second return goes to the level above, whose choice stands. */
  returnedTwice: turn('reported', hasHandler('desk'), function* (life, random) {
    const { place } = life.report
    const give = (kind: 'community' | 'committee' | 'subdistrict', text: string): Step =>
      byHandler(life, random, soon(life, random), {
        type: 'return',
        to: deskHandler(life.world.desk(kind, place)),
        text,
      })
    const community = life.world.desk('community', place).id
    const atCommunity = life.state.handler?.kind === 'desk' && life.state.handler.deskId === community
    yield give(atCommunity ? 'subdistrict' : 'community', random.pick(answers.returned))
    yield give('subdistrict', random.pick(answers.returnedAgain))
  }),
  /** Down needs the other side's word: a desk asks a lead of the place. */
  offeredDown: turn('reported', hasHandler('desk'), function* (life, random) {
    const lead = life.world
      .circumstances(life.report.place, life.at)
      .ladder.find((rung) => rung.kind === 'lead')?.handler
    if (!lead) return
    yield byHandler(life, random, soon(life, random), {
      type: 'hand_over',
      to: lead,
      text: random.pick(answers.offered),
    })
    const refuses = random.chance(0.3)
    yield {
      at: reached(life, life.at + random.around(20) * minute, random),
      take: (at) =>
        life.staff(
          at,
          life.world.worksFor(lead, random),
          refuses ? { type: 'refuse_offer', text: random.pick(answers.refusedOffer) } : { type: 'accept_offer' },
        ),
    }
  }),
  raised: turn('accepted', always, function* (life, random) {
    yield byHandler(life, random, soon(life, random), { type: 'raise', text: random.pick(answers.raised) })
  }),
  handedOver: turn('accepted', hasHandler('lead'), function* (life, random) {
    const to = deskHandler(life.world.desk('property', life.report.place))
    yield byHandler(life, random, soon(life, random), { type: 'hand_over', to, text: random.pick(answers.handedOver) })
  }),
  asked: turn('accepted', always, function* (life, random) {
    yield byHandler(life, random, soon(life, random), { type: 'ask', text: random.pick(answers.asked) })
  }),
  noted: turn('accepted', always, function* (life, random) {
    const open = random.chance(0.6)
    const text = random.pick(open ? answers.noted : answers.staffNote)
    yield byHandler(life, random, soon(life, random), { type: 'note', text, public: open, photos: [] })
  }),
  extended: turn('accepted', slowly('N3', 'N5', 'PL'), function* (life, random) {
    yield byHandler(life, random, actedAt(life, random), {
      type: 'extend',
      workingDays: random.between(2, 5),
      text: random.pick(answers.extended),
    })
  }),
  shelved: turn('accepted', slowly('N5', 'PL'), function* (life, random) {
    const at = actedAt(life, random)
    const reviewDay = workingDayAfter(at, random.between(9, 25), life.world.calendar)
    yield byHandler(life, random, at, { type: 'shelve', text: random.pick(answers.shelved), reviewDay })
  }),
  supervised: turn('accepted', slowly('N3', 'N5', 'PL'), function* (life, random) {
    yield byDesk(life, random, reached(life, life.at + random.around(20) * hour, random), 'subdistrict', {
      type: 'supervise',
      text: random.pick(answers.supervised),
    })
  }),
} as const satisfies Record<string, Turn>
export type TurnName = keyof typeof turns
