import { describe, expect, test } from 'vitest'
import type { Handler, Status } from './model.ts'
import { by, join, type Life, merge, reportAt, says, tick, tickAt, tryReportAt, vacate } from './testing/life.ts'
import {
  buildingLead,
  committee,
  communityDesk,
  district,
  gridLead,
  local,
  property,
  shown,
  subdistrict,
  unitLead,
  utility,
  voiceId,
  without,
  worker,
} from './testing/world.ts'

const text = '…'
const photos: never[] = []
const now = '2026-03-04T10:20'

/** A matter that its handler has accepted. */
function acceptedAt(time = now, start: Parameters<typeof reportAt>[1] = {}): Life {
  const life = reportAt(time, start)
  if (life.state.handler) by(life, life.state.handler, { type: 'accept' })
  return life
}

/** A matter that its handler says is solved. */
function resolvedAt(time = now, start: Parameters<typeof reportAt>[1] = {}): Life {
  const life = acceptedAt(time, start)
  if (life.state.handler) by(life, life.state.handler, { type: 'resolve', text, photos })
  return life
}

const aboutLead = (handler: Handler) => ({
  about: handler.kind === 'lead' ? ({ kind: 'lead', personId: handler.personId } as const) : null,
})
const aboutDesk = (handler: Handler) => ({
  about: handler.kind === 'desk' ? ({ kind: 'desk', deskId: handler.deskId } as const) : null,
})

describe('a report', () => {
  test('of a dark light goes to the unit lead, with two hours to accept and until nine to solve it', () => {
    const { state } = reportAt(now)
    expect(state).toMatchObject({ status: 'reported', handler: unitLead, followers: [] })
    expect([shown(state.deadline?.dueAt), shown(state.promised.finishAt)]).toEqual([
      '2026-03-04T12:20',
      '2026-03-04T21:00',
    ])
  })

  test('of a broken door goes to the property company, and the leads of the place follow', () => {
    const { state } = reportAt(now, { startLevel: 4, firstDesk: 'property' })
    expect(state).toMatchObject({ handler: property, followers: [unitLead, buildingLead, gridLead] })
  })

  test('of illness is nobody’s but the handler’s', () => {
    expect(reportAt(now, { startLevel: 4, restricted: true }).state.followers).toEqual([])
  })

  test('of gas goes to the highest desk that is there, where neither utility nor district is', () => {
    const ladder = without(district, utility)
    const { state, happened } = reportAt(now, { clockClass: 'E', startLevel: 6, firstDesk: 'utility', ladder })
    expect(state.handler).toEqual(subdistrict)
    expect(happened[0]?.event).toMatchObject({ passed: [6] })
  })

  test('is not taken where nobody at all is there', () => {
    expect(tryReportAt(now, { ladder: [] })).toBe(null)
  })
})

describe('the clock', () => {
  test('a dark light that nobody accepts goes to the building lead when two waking hours are over', () => {
    const life = reportAt('2026-03-04T20:00')
    expect(tickAt(life, '2026-03-04T20:59')).toBe('nothing')
    expect(tickAt(life, '2026-03-04T21:00')).toBe('reminded')
    expect(tickAt(life, '2026-03-05T07:36')).toBe('warned')
    expect(tickAt(life, '2026-03-05T07:59')).toBe('nothing')
    expect(tickAt(life, '2026-03-05T08:00')).toBe('raised')
    expect(life.state).toMatchObject({ status: 'reported', handler: buildingLead, followers: [unitLead], raises: 1 })
    expect(shown(life.state.deadline?.dueAt)).toBe('2026-03-05T10:00')
    expect(tick(life)).toBe('nothing')
  })

  test('a sweeper that comes late does only what is still true', () => {
    const warned = reportAt(now)
    expect(tickAt(warned, '2026-03-04T12:19')).toBe('warned')
    expect(tick(warned)).toBe('nothing')
    const missed = reportAt(now)
    expect(tickAt(missed, '2026-03-05T09:00')).toBe('raised')
  })

  test('what nobody accepts goes up step by step, and at the top it is supervised each working day', () => {
    const life = reportAt('2026-03-06T10:00', { clockClass: 'U' })
    const handlers: unknown[] = []
    for (const time of ['10:30', '11:00', '11:30', '12:00', '12:30']) {
      tickAt(life, `2026-03-06T${time}`)
      handlers.push(life.state.handler)
    }
    expect(handlers).toEqual([buildingLead, gridLead, communityDesk, subdistrict, district])
    expect(tickAt(life, '2026-03-06T13:00')).toBe('supervised')
    expect(tickAt(life, '2026-03-09T17:29')).toBe('nothing')
    expect(tickAt(life, '2026-03-09T17:30')).toBe('supervised')
    expect(tickAt(life, '2026-03-10T17:30')).toBe('supervised')
    expect(life.state).toMatchObject({ status: 'reported', handler: district, supervised: true, raises: 5 })
  })

  test('what a water firm does not accept goes to the district', () => {
    const life = reportAt(now, { clockClass: 'U', startLevel: 6, firstDesk: 'utility' })
    expect(life.state.handler).toEqual(utility)
    expect(tickAt(life, '2026-03-04T10:50')).toBe('raised')
    expect(life.state.handler).toEqual(district)
  })

  test('an accepted matter that is not finished goes up, and one working day later is supervised', () => {
    const life = acceptedAt()
    expect(tickAt(life, '2026-03-04T21:00')).toBe('raised')
    expect(life.happened.at(-1)?.event).toMatchObject({ reason: 'clock', missed: 'finish' })
    life.now = local('2026-03-05T07:30')
    by(life, buildingLead, { type: 'accept' })
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['supervision', '2026-03-05T17:30'])
    expect(tickAt(life, '2026-03-05T17:30')).toBe('supervised, raised')
    expect(life.state.handler).toEqual(gridLead)
  })

  test('a supervision is not put off by a visit or a question', () => {
    const life = acceptedAt('2026-03-04T10:00', { clockClass: 'U', startLevel: 6 })
    tickAt(life, '2026-03-04T12:00')
    tickAt(life, '2026-03-05T17:30')
    const due = '2026-03-06T17:30'
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['supervision', due])
    life.now = local('2026-03-06T12:30')
    expect(by(life, district, { type: 'act', text, photos })).toBe('acted')
    expect(shown(life.state.deadline?.dueAt)).toBe(due)
    by(life, district, { type: 'ask', text })
    life.now = local('2026-03-07T12:00')
    by(life, district, { type: 'resume', text })
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['supervision', '2026-03-09T13:30'])
  })

  test('a question that nobody answers in three days sets the clock going again', () => {
    const life = acceptedAt()
    by(life, unitLead, { type: 'ask', text })
    expect(tickAt(life, '2026-03-07T10:19')).toBe('nothing')
    expect(tickAt(life, '2026-03-07T10:20')).toBe('answer_timeout')
    expect([life.state.status, shown(life.state.deadline?.dueAt)]).toEqual(['accepted', '2026-03-07T21:00'])
  })

  test('asked once, the neighbour is asked again only when they have said something', () => {
    const life = acceptedAt()
    const ask = () => by(life, unitLead, { type: 'ask', text })
    expect(ask()).toBe('asked')
    tickAt(life, '2026-03-07T10:20')
    expect(ask()).toBe('asked_already')
    says(life, { type: 'tell', text, photos })
    expect(ask()).toBe('asked')
    by(life, unitLead, { type: 'resume', text })
    expect(ask()).toBe('asked_already')
    life.now = local('2026-03-07T21:00')
    expect(tick(life)).toBe('raised')
  })

  test('a matter is shelved by the community or higher, for ninety days at most', () => {
    const shelve = (reviewDay: string) => ({ type: 'shelve', text, reviewDay }) as const
    expect(by(acceptedAt(now, { startLevel: 3 }), gridLead, shelve('2026-04-01'))).toBe('level_too_low')
    const life = acceptedAt(now, { startLevel: 4 })
    expect(by(life, communityDesk, shelve('9999-12-31'))).toBe('day_too_far')
    expect(by(life, communityDesk, shelve('2026-06-03'))).toBe('day_too_far')
    expect(by(life, communityDesk, shelve('2026-06-02'))).toBe('shelved')
  })

  test('a shelved matter comes back on its review day', () => {
    const life = acceptedAt(now, { startLevel: 4 })
    expect(by(life, communityDesk, { type: 'shelve', text, reviewDay: '2026-03-03' })).toBe('day_not_ahead')
    expect(by(life, communityDesk, { type: 'shelve', text, reviewDay: '2026-04-01' })).toBe('shelved')
    expect(tickAt(life, '2026-04-01T17:30')).toBe('review_due')
    expect([life.state.status, shown(life.state.deadline?.dueAt)]).toEqual(['accepted', '2026-04-02T14:10'])
  })
})

describe('a vacant post', () => {
  test('its matters go to the next who is there, who has a time of their own; nobody follows from an empty post', () => {
    const life = acceptedAt()
    life.ladder = without(unitLead, buildingLead)
    expect(vacate(life)).toBe('raised')
    expect(life.state).toMatchObject({ status: 'reported', handler: gridLead, followers: [] })
    expect(life.happened.at(-1)?.event).toMatchObject({ reason: 'vacant', passed: [2] })
    expect(shown(life.state.deadline?.dueAt)).toBe('2026-03-04T12:20')
  })

  test('a question to the neighbour stays open, and the new handler accepts after it', () => {
    const life = reportAt('2026-03-04T10:00')
    life.now = local('2026-03-04T11:59')
    by(life, unitLead, { type: 'ask', text })
    life.ladder = without(unitLead)
    expect(vacate(life)).toBe('raised')
    expect(life.state).toMatchObject({ status: 'needs_info', handler: buildingLead, deadline: { kind: 'answer' } })
    life.now = local('2026-03-05T10:00')
    says(life, { type: 'tell', text, photos })
    expect([life.state.status, shown(life.state.deadline?.dueAt)]).toEqual(['reported', '2026-03-05T12:00'])
  })

  test('a property company that leaves gives its matters to the community’s desk', () => {
    const life = acceptedAt(now, { startLevel: 4, firstDesk: 'property' })
    life.ladder = without(property)
    vacate(life)
    expect(life.state.handler).toEqual(communityDesk)
  })

  test('what was offered to it cannot be accepted any more', () => {
    const life = acceptedAt(now, { startLevel: 3 })
    by(life, gridLead, { type: 'hand_over', to: unitLead, text })
    life.ladder = without(unitLead)
    expect(by(life, unitLead, { type: 'accept_offer' })).toBe('not_on_ladder')
  })
})

describe('handing on', () => {
  test.each<[string, Handler, Handler, string]>([
    ['up at once', unitLead, gridLead, 'handed_over'],
    ['sideways at once', communityDesk, property, 'handed_over'],
    ['down is only offered', gridLead, unitLead, 'offered'],
    ['not to oneself', gridLead, gridLead, 'same_handler'],
  ])('%s', (_, from, to, outcome) => {
    const life = acceptedAt(now, { startLevel: from.level })
    expect(by(life, from, { type: 'hand_over', to, text })).toBe(outcome)
    expect(life.state.handler).toEqual(outcome === 'handed_over' ? to : from)
  })

  test('an offer that is taken is accepted with it; one that is refused stays where it was', () => {
    const taken = acceptedAt(now, { startLevel: 3 })
    by(taken, gridLead, { type: 'hand_over', to: unitLead, text })
    expect(by(taken, buildingLead, { type: 'accept_offer' })).toBe('not_handler')
    expect(by(taken, unitLead, { type: 'accept_offer' })).toBe('offer_accepted, accepted')
    expect(taken.state).toMatchObject({
      status: 'accepted',
      handler: unitLead,
      level: 1,
      followers: [buildingLead, gridLead],
    })
    const refused = acceptedAt(now, { startLevel: 3 })
    by(refused, gridLead, { type: 'hand_over', to: unitLead, text })
    expect(by(refused, unitLead, { type: 'refuse_offer', text })).toBe('offer_refused')
    expect(refused.state).toMatchObject({ status: 'accepted', handler: gridLead, offer: null })
  })

  test('an offer waits while the neighbour is asked', () => {
    const life = acceptedAt(now, { startLevel: 3 })
    by(life, gridLead, { type: 'hand_over', to: unitLead, text })
    by(life, gridLead, { type: 'ask', text })
    expect(by(life, unitLead, { type: 'accept_offer' })).toBe('wrong_status')
    says(life, { type: 'tell', text, photos })
    expect(by(life, unitLead, { type: 'accept_offer' })).toBe('offer_accepted, accepted')
  })

  test('a desk assigns below itself as an offer, takes to itself at once, and not from above', () => {
    const life = acceptedAt(now, { startLevel: 4 })
    expect(by(life, subdistrict, { type: 'assign', to: gridLead, text })).toBe('offered')
    expect(by(life, subdistrict, { type: 'assign', to: subdistrict, text })).toBe('assigned')
    expect(by(life, communityDesk, { type: 'assign', to: communityDesk, text })).toBe('level_too_low')
    const both = { ...worker(subdistrict), deskIds: [...worker(subdistrict).deskIds, ...worker(communityDesk).deskIds] }
    expect(by(life, both, { type: 'assign', to: communityDesk, text })).toBe('assigned')
  })

  test('the first return goes where it belongs, the second to the level above, and then it stays', () => {
    const life = reportAt('2026-03-04T10:00', { startLevel: 4, firstDesk: 'property' })
    expect(by(life, property, { type: 'return', to: unitLead, text })).toBe('down_needs_acceptance')
    expect(by(life, property, { type: 'return', to: committee, text })).toBe('returned')
    expect(by(life, committee, { type: 'return', to: property, text })).toBe('returned')
    expect(life.state).toMatchObject({ handler: communityDesk, returns: 2, choiceStands: true })
    expect(by(life, communityDesk, { type: 'hand_over', to: property, text })).toBe('choice_stands')
    expect(by(life, communityDesk, { type: 'assign', to: property, text })).toBe('assigned')
    expect(by(life, property, { type: 'return', to: communityDesk, text })).toBe('choice_stands')
    expect(by(life, property, { type: 'hand_over', to: committee, text })).toBe('choice_stands')
    expect(by(life, property, { type: 'hand_over', to: subdistrict, text })).toBe('handed_over')
  })

  test('handed sideways to somebody who had it already is a return, whatever it is called', () => {
    const life = reportAt('2026-03-04T10:00', { startLevel: 4, firstDesk: 'property', clockClass: 'U' })
    expect(by(life, property, { type: 'hand_over', to: communityDesk, text })).toBe('handed_over')
    expect(by(life, communityDesk, { type: 'hand_over', to: property, text })).toBe('returned')
    expect(by(life, property, { type: 'hand_over', to: communityDesk, text })).toBe('returned')
    expect(life.state).toMatchObject({ handler: communityDesk, returns: 2, choiceStands: true })
    const late = reportAt('2026-03-06T10:00', { startLevel: 4, firstDesk: 'property', clockClass: 'N5' })
    by(late, property, { type: 'hand_over', to: communityDesk, text })
    by(late, communityDesk, { type: 'accept' })
    late.now = local('2026-03-10T17:31')
    expect(by(late, communityDesk, { type: 'hand_over', to: property, text })).toBe('return_too_late')
  })

  test.each(['hand_over', 'assign'] as const)('no desk outruns the clock by giving it back and forth: %s', (type) => {
    const life = reportAt('2026-03-04T10:00', { startLevel: 4, firstDesk: 'property', clockClass: 'U' })
    for (let round = 0; round < 200; round++) {
      life.now = life.now.add({ minutes: 29 })
      const { handler } = life.state
      if (handler) {
        const author = type === 'assign' ? communityDesk : handler
        by(life, author, { type, to: handler === property ? communityDesk : property, text })
      }
      tick(life)
    }
    expect(life.state.raises).toBeGreaterThan(0)
  })

  test('a return comes within two working days', () => {
    const life = acceptedAt('2026-03-06T10:00', { startLevel: 4, clockClass: 'N5' })
    life.now = local('2026-03-10T17:31')
    expect(by(life, communityDesk, { type: 'return', to: property, text })).toBe('return_too_late')
    life.now = local('2026-03-10T17:30')
    expect(by(life, communityDesk, { type: 'return', to: property, text })).toBe('returned')
  })

  test('a lead raises what is theirs; a desk above raises what is below it; a neighbour lead does not', () => {
    expect(by(reportAt(now), unitLead, { type: 'raise', text })).toBe('raised')
    expect(by(reportAt(now), communityDesk, { type: 'raise', text })).toBe('raised')
    const other = { ...worker(unitLead), personId: worker(buildingLead).personId }
    expect(by(reportAt(now), other, { type: 'raise', text })).toBe('not_handler')
    expect(by(reportAt(now, { startLevel: 6 }), district, { type: 'raise', text })).toBe('top_of_ladder')
  })
})

describe('promises', () => {
  test('an extension is given once, for N3, N5 and PL, and only ahead of the finish', () => {
    const extend = { type: 'extend', text, workingDays: 10 } as const
    const life = acceptedAt('2026-03-04T09:00', { clockClass: 'N5' })
    expect(by(life, unitLead, extend)).toBe('extended')
    expect(shown(life.state.promised.finishAt)).toBe('2026-03-25T17:30')
    expect(by(life, unitLead, extend)).toBe('extension_used')
    expect(by(acceptedAt(now), unitLead, extend)).toBe('extension_not_for_class')
    const late = acceptedAt('2026-03-04T09:00', { clockClass: 'N3' })
    late.now = local('2026-03-09T17:30')
    expect(by(late, unitLead, extend)).toBe('wrong_status')
  })

  test('a plan is for matters that need one, once, and ahead', () => {
    const life = acceptedAt('2026-03-04T09:00', { clockClass: 'PL' })
    expect(by(life, unitLead, { type: 'plan', text, dueDay: '2026-03-03' })).toBe('day_not_ahead')
    expect(by(life, unitLead, { type: 'plan', text, dueDay: '2026-06-30' })).toBe('planned')
    expect(by(life, unitLead, { type: 'plan', text, dueDay: '2026-07-31' })).toBe('plan_not_for_class')
    expect(by(acceptedAt(), unitLead, { type: 'plan', text, dueDay: '2026-06-30' })).toBe('plan_not_for_class')
  })

  test('a visit that comes when the time is over does not undo that', () => {
    const life = acceptedAt()
    by(life, unitLead, { type: 'act', text, photos })
    life.now = local('2026-03-04T21:00')
    by(life, unitLead, { type: 'act', text, photos })
    expect(tick(life)).toBe('raised')
  })
})

describe('solved, or not', () => {
  test('the neighbour confirms', () => {
    const life = resolvedAt()
    expect(says(life, { type: 'confirm', solved: true, score: 5, text })).toBe('confirmed')
    expect(life.state).toMatchObject({
      status: 'closed',
      closing: 'confirmed',
      score: 5,
      handler: null,
      deadline: null,
    })
    expect(says(life, { type: 'confirm', solved: true, score: 1, text })).toBe('voice_answered')
  })

  test('no answer in three days closes it as unconfirmed; a later word still counts', () => {
    const life = resolvedAt()
    expect(tickAt(life, '2026-03-07T10:20')).toBe('closed_unconfirmed')
    expect(life.state).toMatchObject({ status: 'closed', closing: 'unconfirmed' })
    expect(says(life, { type: 'confirm', solved: true, score: 4, text })).toBe('rated')
    expect(life.state).toMatchObject({ closing: 'confirmed', score: 4 })
  })

  test('the one who solved it does not call back; somebody else of the desk does', () => {
    const life = resolvedAt(now, { startLevel: 4 })
    const call = { type: 'call_back', voiceId: life.neighbour, solved: true, text } as const
    expect(by(life, worker(communityDesk), call)).toBe('own_case')
    expect(by(life, worker(communityDesk, 1), call)).toBe('called_back')
    expect(life.state).toMatchObject({ status: 'closed', closing: 'called_back' })
  })

  test('not solved goes back to who solved it, and from the second time on one level higher', () => {
    const life = resolvedAt()
    expect(says(life, { type: 'confirm', solved: false, text })).toBe('disputed, reopened')
    expect(life.state).toMatchObject({ status: 'reported', handler: unitLead, reopenings: 1, acted: false })
    by(life, unitLead, { type: 'accept' })
    by(life, unitLead, { type: 'resolve', text, photos })
    says(life, { type: 'confirm', solved: false, text })
    expect(life.state).toMatchObject({ handler: buildingLead, reopenings: 2, followers: [unitLead] })
  })

  test('not solved by a water firm goes back to it where there is no district', () => {
    const life = resolvedAt(now, { startLevel: 6, firstDesk: 'utility', ladder: without(district) })
    expect(says(life, { type: 'confirm', solved: false, text })).toBe('disputed, reopened')
    expect(life.state.handler).toEqual(utility)
  })

  test('not solved goes to the highest below where nobody stands so high any more', () => {
    const life = resolvedAt(now, { startLevel: 5 })
    life.ladder = without(subdistrict, utility, district)
    expect(says(life, { type: 'confirm', solved: false, text })).toBe('disputed, reopened')
    expect(life.state.handler).toEqual(communityDesk)
  })

  test('a closed matter is reopened within thirty days', () => {
    const reopenAt = (time: string) => {
      const life = resolvedAt()
      says(life, { type: 'confirm', solved: true, text })
      life.now = local(time)
      return says(life, { type: 'reopen', text })
    }
    expect(reopenAt('2026-04-03T10:20')).toBe('reopened')
    expect(reopenAt('2026-04-03T10:21')).toBe('reopen_too_late')
  })
})

describe('voices', () => {
  test('one neighbour who leaves does not silence the rest; the last one ends it', () => {
    const life = reportAt(now)
    const second = voiceId()
    join(life, second)
    expect(join(life, second)).toBe('nothing')
    expect(says(life, { type: 'withdraw', text })).toBe('voice_left')
    expect(says(life, { type: 'tell', text, photos })).toBe('voice_unknown')
    expect(says(life, { type: 'withdraw', text }, second)).toBe('voice_left, withdrawn')
    expect(life.state).toMatchObject({ status: 'withdrawn', handler: null, deadline: null })
  })

  test('merged, the voices go along as they are', () => {
    const [from, into] = [reportAt(now), reportAt(now)]
    const second = voiceId()
    join(from, second)
    says(from, { type: 'withdraw', text })
    expect(merge(from, into, worker(communityDesk))).toBe('merged')
    expect(from.state).toMatchObject({ status: 'merged', voices: [], mergedInto: into.state.id, deadline: null })
    expect(into.state.voices).toEqual([
      { id: into.neighbour, state: 'waiting' },
      { id: from.neighbour, state: 'withdrawn' },
      { id: second, state: 'waiting' },
    ])
  })

  test('a complaint is not merged into what the one complained about may come to handle', () => {
    const complaint = reportAt(now, aboutLead(unitLead))
    expect(merge(complaint, reportAt(now), worker(communityDesk))).toBe('complained_about')
    expect(merge(complaint, reportAt(now, aboutLead(buildingLead)), worker(communityDesk))).toBe('complained_about')
    expect(merge(complaint, reportAt(now, aboutLead(unitLead)), worker(communityDesk))).toBe('merged')
  })
})

describe('what stands higher', () => {
  const ends = [
    { type: 'decline', reason: 'in_petition', text, route: text },
    { type: 'redirect', text },
  ] as const
  test.each(ends)('is not ended from below: $type', (end) => {
    const raised = reportAt(now, { startLevel: 5 })
    expect(by(raised, communityDesk, end)).toBe('level_too_low')
    expect(by(raised, district, end)).toBe(end.type === 'decline' ? 'declined' : 'redirected')
    expect(by(reportAt(now, { startLevel: 5 }), subdistrict, end)).not.toBe('level_too_low')
  })

  test.each<[string, Parameters<typeof reportAt>[1], Parameters<typeof reportAt>[1], string]>([
    ['into what stands lower', { startLevel: 5 }, { startLevel: 1 }, 'merge_other_way'],
    ['into what stands higher', { startLevel: 1 }, { startLevel: 5 }, 'merged'],
    ['into what has more time', { clockClass: 'U' }, { clockClass: 'D' }, 'merge_other_way'],
    ['into what has less time', { clockClass: 'PL' }, { clockClass: 'D' }, 'merged'],
    ['what is only for the desk, into what is not', { category: 'care.crisis' }, {}, 'merge_restricted'],
    ['of what is only for the desk', { category: 'care.crisis' }, { category: 'care.crisis' }, 'merged'],
    ['into what is only for the desk', {}, { category: 'care.crisis' }, 'merged'],
  ])('merged %s', (_, from, into, outcome) => {
    expect(merge(reportAt(now, from), reportAt(now, into), worker(communityDesk))).toBe(outcome)
  })
})

describe('a complaint', () => {
  test('about the unit lead goes around them, up and down', () => {
    const life = reportAt(now, { kind: 'complaint', ...aboutLead(unitLead) })
    expect(life.state).toMatchObject({ handler: buildingLead, followers: [] })
    expect(by(life, buildingLead, { type: 'hand_over', to: unitLead, text })).toBe('complained_about')
    expect(by(life, unitLead, { type: 'note', text, public: false, photos })).toBe('complained_about')
  })

  test('that names nobody starts with the community, or higher, and no lead follows', () => {
    const { state } = reportAt(now, { kind: 'complaint' })
    expect(state).toMatchObject({ handler: communityDesk, followers: [] })
    const lift = reportAt(now, { kind: 'complaint', startLevel: 4, firstDesk: 'property' })
    expect(lift.state).toMatchObject({ handler: communityDesk, followers: [] })
    expect(reportAt(now, { kind: 'complaint', startLevel: 5 }).state.handler).toEqual(subdistrict)
  })

  test('about the property company is not touched by anybody who works there', () => {
    const life = reportAt(now, { kind: 'complaint', startLevel: 4, firstDesk: 'property', ...aboutDesk(property) })
    expect(life.state.handler).toEqual(communityDesk)
    expect(by(life, property, { type: 'decline', reason: 'other_by_law', text, route: text })).toBe('complained_about')
    expect(by(life, property, { type: 'assign', to: subdistrict, text })).toBe('complained_about')
  })
})

describe('what an ended matter refuses', () => {
  const ends: [Status, (life: Life) => void][] = [
    ['closed', (life) => void says(life, { type: 'confirm', solved: true, score: 5, text })],
    ['withdrawn', (life) => void says(life, { type: 'withdraw', text })],
    ['declined', (life) => void by(life, communityDesk, { type: 'decline', reason: 'in_petition', text, route: text })],
    ['redirected', (life) => void by(life, communityDesk, { type: 'redirect', text })],
    ['merged', (life) => void merge(life, reportAt(now), worker(communityDesk))],
  ]
  test.each(ends)('%s', (status, end) => {
    const life = status === 'closed' ? resolvedAt() : acceptedAt()
    end(life)
    expect(life.state).toMatchObject({ status, handler: null, deadline: null, offer: null })
    for (const type of ['accept', 'accept_offer'] as const) expect(by(life, unitLead, { type })).toBe('not_open')
    expect(by(life, unitLead, { type: 'resolve', text, photos })).toBe('not_open')
    expect(join(life, voiceId())).toBe('not_open')
    expect(tickAt(life, '2026-06-01T10:00')).toBe('nothing')
    expect(by(life, unitLead, { type: 'note', text, public: false, photos })).toBe('noted')
  })
})
