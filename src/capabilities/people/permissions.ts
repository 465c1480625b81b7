import type { Role } from './model.ts'

/**
 * Who may do what: the one table that every route consults. A role's permission holds at the place where the role is
 * held and everywhere below it. System, security and audit administration are three people (GB/T 22239-2019 8.1.4),
 * and none of the three reads what neighbours tell.
 */
const leads = ['unitLead', 'buildingLead', 'gridLead'] as const
const community = ['communityStaff', 'communitySecretary'] as const
const above = ['streetStaff', 'districtStaff'] as const
const partners = ['propertyManager', 'ownersCommittee'] as const

export const permissions = {
  // requests
  'requests.read': [...leads, ...community, ...above, ...partners, 'socialWorker', 'mediator'],
  'requests.command': [...leads, ...community, ...above, ...partners, 'socialWorker'],
  'requests.figures': [...leads, ...community, ...above, 'viewer'],
  'requests.assign': [...community, ...above],
  'requests.supervise': [...community, ...above],
  'requests.decline': [...community, ...above],
  'requests.merge': [...community],
  'requests.call_back': [...community, ...above],
  /** Names and phones of those who reported; masked even so. Partners see redacted requests only. */
  'requests.see_reporter': [...leads, ...community, 'socialWorker'],
  /** Reporters who asked for confidence are shown to the desk alone. */
  'requests.see_confidential': [...community],
  /** What was sent and is looked at first: let through or put aside; the words and the limits that hold it. */
  'requests.hold': [...community],
  'requests.report_for': [...leads, ...community],
  /** What happened in whole communities, by category. Leads of a part see their own matters, and no sum of the others'. */
  'figures.read': [...community, ...above, 'viewer'],
  // places and people
  /** How one stands on the plaques oneself. */
  'plaque.own': [...leads],
  'places.read': [...leads, ...community, ...above, ...partners, 'socialWorker', 'mediator', 'viewer', 'sysAdmin'],
  'places.coverage': [...leads, ...community, ...above, 'viewer'],
  'places.edit': [...community],
  'roster.import': [...community],
  /** Whom each may appoint, and where, is the table in `appointing/rules.ts`. */
  'people.appoint': ['communitySecretary', ...above, 'securityAdmin'],
  'people.manage_accounts': ['securityAdmin'],
  /** Desks of utilities, which serve the whole district. */
  'desks.add': ['districtStaff'],
  /** Whoever works by it may see it; it holds nothing of anybody. */
  'calendar.read': [...leads, ...community, ...above, ...partners, 'socialWorker', 'mediator', 'viewer', 'sysAdmin'],
  'calendar.edit': ['districtStaff', 'sysAdmin'],
  /** How long each step may take: set by the district, read by all who work by it. */
  'clocks.read': [...leads, ...community, ...above, ...partners, 'socialWorker', 'mediator', 'viewer'],
  'clocks.edit': ['districtStaff'],
  'feedback.read': ['communitySecretary', 'districtStaff', 'sysAdmin'],
  // platform
  'deliveries.read': [...community, ...above, 'sysAdmin'],
  'audit.read': ['auditAdmin'],
  'settings.edit': ['sysAdmin'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof permissions

/** Whether a role carries an action at all; where it holds is the matter of `places`. */
export function roleMay(role: Role, action: Action): boolean {
  return (permissions[action] as readonly Role[]).includes(role)
}
