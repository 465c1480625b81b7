import { z } from 'zod'
import { communityId, personId } from '../../platform/ids.ts'

export const chain = z.union([communityId, z.literal('installation')])
/** Whose log: a community's, or the installation's. */
export type Chain = z.infer<typeof chain>

export const results = ['done', 'unchanged', 'refused', 'failed'] as const
export const auditResult = z.enum(results)

/** One line, as an auditor reads it: ids and codes, and the name of who works here. */
export const auditLine = z.object({
  id: z.uuid(),
  chain,
  at: z.iso.datetime(),
  personId: personId.nullable(),
  /** In full for staff, masked for volunteers, null for neighbours: who they are is none of an auditor's business. */
  personName: z.string().nullable(),
  what: z.string(),
  about: z.record(z.string(), z.string()),
  /** Eight signs of a keyed hash: the same network has the same. */
  network: z.string().nullable(),
  /** The same for the account that somebody tried to sign in with. */
  account: z.string().nullable(),
  result: auditResult,
  reason: z.string().nullable(),
  /** Its place in the chain; null for a second or so, until it is sealed. */
  number: z.number().int().nullable(),
})
export type AuditLine = z.infer<typeof auditLine>

/** Days are those of Asia/Shanghai, both included. */
export const auditFilter = z.object({
  chain: chain.optional(),
  person: personId.optional(),
  what: z
    .string()
    .max(100)
    .regex(/^[a-z0-9_.-]+$/)
    .optional(),
  result: auditResult.optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})
export type AuditFilter = z.infer<typeof auditFilter>

export const auditQuery = auditFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
})
export type AuditQuery = z.infer<typeof auditQuery>

/** What an auditor can choose from. */
export const auditChoices = z.object({
  communities: z.array(z.object({ id: communityId, name: z.string() })),
  people: z.array(z.object({ id: personId, name: z.string() })),
})

/** Every stable code that this version writes, in the order in which an auditor chooses among them. */
export const auditedActions = [
  'sign-in.phone.post',
  'sign-in.password.post',
  'sign-in.oidc',
  'sign-in.passkey.options.post',
  'sign-in.passkey.post',
  'sign-in.second-factor.post',
  'sign-out.post',
  'welcome.post',
  'staff.post',
  'staff.end.post',
  'staff.invitation.post',
  'staff.desks.post',
  'set-up.post',
  'cli.setup',
  'cli.token',
  'requests.post',
  'requests.by-phone.post',
  'requests.contacts.post',
  'requests.commands.accept',
  'requests.commands.act',
  'requests.commands.note',
  'requests.commands.ask',
  'requests.commands.resume',
  'requests.commands.plan',
  'requests.commands.extend',
  'requests.commands.shelve',
  'requests.commands.resolve',
  'requests.commands.raise',
  'requests.commands.hand_over',
  'requests.commands.accept_offer',
  'requests.commands.refuse_offer',
  'requests.commands.return',
  'requests.commands.assign',
  'requests.commands.supervise',
  'requests.commands.reclassify',
  'requests.commands.decline',
  'requests.commands.redirect',
  'requests.commands.merge',
  'requests.commands.call_back',
  'held.release.post',
  'held.aside.post',
  'requests.looked.post',
  'open-door.put',
  'open-door.words.put',
  'photos.post',
  'roster.imports.post',
  'roster.imports.apply.post',
  'plaques.get',
  'calendar.put',
  'clocks.put',
  'me.language.put',
  'me.channels.put',
  'me.plaque.phone.put',
  'me.plaque.portrait.put',
  'me.plaque.portrait.delete',
  'me.notices.read.post',
  'me.second-factor.app.post',
  'me.second-factor.app.confirm.post',
  'me.second-factor.app.remove.post',
  'me.second-factor.codes.post',
  'me.passkeys.options.post',
  'me.passkeys.post',
  'me.passkeys.remove.post',
  'me.password.post',
  'me.sessions.end.post',
  'me.sessions.end-others.post',
  'audit.export.get',
] as const
