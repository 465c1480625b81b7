import type { HeldRole } from '../actor.ts'
import type { Role } from '../model.ts'

/** How long sessions last, as `SILIN_SESSIONS` sets it. Idle: since they were last used. */
export interface Limits {
  readonly staffIdleMinutes: number
  readonly sensitiveIdleMinutes: number
  readonly staffHours: number
  readonly leadIdleDays: number
  readonly residentIdleDays: number
}

/** Staff with personal data of others, and whoever decides about accounts, settings and the log. */
const needSecondFactor: readonly Role[] = [
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
/** Who sees health, hardship and disputes in a family (data class P3, china.md section 13). */
const seeSensitive: readonly Role[] = ['communityStaff', 'communitySecretary', 'socialWorker', 'mediator']
const leads: readonly Role[] = ['unitLead', 'buildingLead', 'gridLead']
const roleOf = (held: Pick<HeldRole, 'role'>) => held.role
const isStaff = (role: Role) => role !== 'resident' && !leads.includes(role)

/** Whether one of these roles is opened by two factors only. */
export function mustHaveSecondFactor(held: readonly Pick<HeldRole, 'role'>[]): boolean {
  return held.some(({ role }) => needSecondFactor.includes(role))
}

/** How long a session of somebody who holds these roles lasts: seconds idle, and seconds altogether where that is limited. */
export function sessionLimits(
  held: readonly Pick<HeldRole, 'role'>[],
  limits: Limits,
): { readonly idleSeconds: number; readonly wholeSeconds: number | null } {
  const roles = held.map(roleOf)
  if (roles.some(isStaff)) {
    const minutes = roles.some((role) => seeSensitive.includes(role))
      ? Math.min(limits.sensitiveIdleMinutes, limits.staffIdleMinutes)
      : limits.staffIdleMinutes
    return { idleSeconds: minutes * 60, wholeSeconds: limits.staffHours * 3_600 }
  }
  const days = roles.length > 0 ? limits.leadIdleDays : limits.residentIdleDays
  return { idleSeconds: days * 86_400, wholeSeconds: null }
}

/** A token that was changed for another one still answers what was on its way with it, for so many seconds. */
export const replacedSeconds = 60
/** A first factor waits this long for the second, in seconds. */
export const halfSeconds = 900

/** What is known of a session, as seconds that have passed. */
export interface Passed {
  readonly sinceBegun: number
  readonly sinceUsed: number
  readonly sinceReplaced: number | null
  /** The first factor was given and the second is waited for. */
  readonly isHalf: boolean
}

/** Whether a session is over, whatever its cookie says. */
export function isOver(passed: Passed, held: readonly Pick<HeldRole, 'role'>[], limits: Limits): boolean {
  const { idleSeconds, wholeSeconds } = sessionLimits(held, limits)
  if (passed.sinceReplaced !== null && passed.sinceReplaced >= replacedSeconds) return true
  if (passed.isHalf && passed.sinceBegun >= halfSeconds) return true
  if (passed.sinceUsed >= idleSeconds) return true
  return wholeSeconds !== null && passed.sinceBegun >= wholeSeconds
}

/** What a session opens: everything, or nothing yet but the second factor (to be given, or first to be set up). */
export type Stage = 'open' | 'second_factor' | 'set_up'

export function stageOf(session: {
  readonly held: readonly Pick<HeldRole, 'role'>[]
  readonly isRequired: boolean
  readonly hasFactor: boolean
  readonly gaveFactor: boolean
}): Stage {
  if (session.gaveFactor) return 'open'
  if (session.hasFactor) return 'second_factor'
  return session.isRequired && mustHaveSecondFactor(session.held) ? 'set_up' : 'open'
}

/** What somebody holds, in one line that is the same for the same posts: when it changes, so does the token. */
export function postsLine(held: readonly HeldRole[]): string {
  return held
    .map((one) =>
      one.kind === 'place'
        ? [one.role, one.communityId, one.placeId, one.deskId ?? ''].join(' ')
        : [one.role, one.areaCode].join(' '),
    )
    .toSorted()
    .join('\n')
}
