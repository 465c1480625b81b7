import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../platform/config/config.ts'
import { type Role, roles } from '../model.ts'
import {
  halfSeconds,
  isOver,
  mustHaveSecondFactor,
  replacedSeconds,
  sessionLimits,
  stageOf,
} from './rules-for-sessions.ts'

const limits = parseConfig({}).sessions
const holding = (...held: Role[]) => held.map((role) => ({ role }))
const [minute, hour, day] = [60, 3_600, 86_400]

describe('how long a session lasts', () => {
  it.each([
    [[], 30 * day, null],
    [['resident'], 30 * day, null],
    [['unitLead'], 30 * day, null],
    [['gridLead', 'buildingLead'], 30 * day, null],
    [['propertyManager'], 30 * minute, 12 * hour],
    [['streetStaff'], 30 * minute, 12 * hour],
    [['sysAdmin'], 30 * minute, 12 * hour],
    [['viewer'], 30 * minute, 12 * hour],
    [['communityStaff'], 15 * minute, 12 * hour],
    [['socialWorker'], 15 * minute, 12 * hour],
    [['mediator'], 15 * minute, 12 * hour],
    [['unitLead', 'communitySecretary'], 15 * minute, 12 * hour],
  ] as const)('of %j is %i s idle and %s s altogether', (held, idleSeconds, wholeSeconds) => {
    expect(sessionLimits(holding(...held), limits)).toEqual({ idleSeconds, wholeSeconds })
  })
  it('is what the operator sets, and never longer for whoever sees health and hardship', () => {
    const set = parseConfig({ SILIN_SESSIONS: '{"staffIdleMinutes":10,"staffHours":8,"leadIdleDays":7}' }).sessions
    expect(sessionLimits(holding('streetStaff'), set)).toEqual({ idleSeconds: 600, wholeSeconds: 8 * hour })
    expect(sessionLimits(holding('socialWorker'), set)).toEqual({ idleSeconds: 600, wholeSeconds: 8 * hour })
    expect(sessionLimits(holding('unitLead'), set)).toEqual({ idleSeconds: 7 * day, wholeSeconds: null })
  })
  it('is over when it is, and not before; one role more makes it no longer', () => {
    const some = fc.record({
      held: fc.array(fc.constantFrom(...roles), { maxLength: 4 }),
      sinceBegun: fc.nat(40 * day),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(some, fc.constantFrom(...roles), ({ held, sinceBegun, used }, more) => {
        const passed = { sinceBegun, sinceUsed: sinceBegun * used, sinceReplaced: null, isHalf: false }
        const { idleSeconds, wholeSeconds } = sessionLimits(holding(...held), limits)
        const over = isOver(passed, holding(...held), limits)
        expect(over).toBe(passed.sinceUsed >= idleSeconds || sinceBegun >= (wholeSeconds ?? Number.POSITIVE_INFINITY))
        if (over && held.length > 0) expect(isOver(passed, holding(...held, more), limits)).toBe(true)
      }),
    )
  })
  it('is a quarter of an hour while the second factor is waited for, and a minute for a token that was changed', () => {
    const fresh = { sinceBegun: 0, sinceUsed: 0, sinceReplaced: null, isHalf: false }
    expect(isOver({ ...fresh, sinceBegun: halfSeconds, isHalf: true }, [], limits)).toBe(true)
    expect(isOver({ ...fresh, sinceBegun: halfSeconds - 1, isHalf: true }, [], limits)).toBe(false)
    expect(isOver({ ...fresh, sinceReplaced: replacedSeconds }, [], limits)).toBe(true)
    expect(isOver({ ...fresh, sinceReplaced: replacedSeconds - 1 }, [], limits)).toBe(false)
  })
})

describe('what a session opens', () => {
  const must: readonly Role[] = [
    'communityStaff',
    'communitySecretary',
    'socialWorker',
    'mediator',
    'streetStaff',
    'districtStaff',
    'sysAdmin',
    'securityAdmin',
    'auditAdmin',
  ]
  it.each(roles)('%s: needs two factors as the table says', (role) => {
    expect(mustHaveSecondFactor(holding(role))).toBe(must.includes(role))
  })
  it.each([
    // required, has one, gave it, what it opens
    [true, false, false, 'set_up'],
    [true, true, false, 'second_factor'],
    [true, true, true, 'open'],
    [true, false, true, 'open'],
    [false, false, false, 'open'],
    [false, true, false, 'second_factor'],
    [false, true, true, 'open'],
  ] as const)('required %s, has one %s, gave it %s: %s', (isRequired, hasFactor, gaveFactor, stage) => {
    expect(stageOf({ held: holding('communityStaff'), isRequired, hasFactor, gaveFactor })).toBe(stage)
  })
  it('of who needs none is everything, and of who has one all the same what they set it up for', () => {
    const lead = { held: holding('unitLead'), isRequired: true, gaveFactor: false }
    expect(stageOf({ ...lead, hasFactor: false })).toBe('open')
    expect(stageOf({ ...lead, hasFactor: true })).toBe('second_factor')
  })
})
