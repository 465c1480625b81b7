import { z } from 'zod'
import { communityId, personId, placeId } from '../../platform/ids.ts'

/** Every role of china.md section 13, each held at a place or at an area of the country. */
export const roles = [
  'resident',
  'unitLead',
  'buildingLead',
  'gridLead',
  'communityStaff',
  'communitySecretary',
  'socialWorker',
  'mediator',
  'propertyManager',
  'ownersCommittee',
  'streetStaff',
  'districtStaff',
  'policeOfficer',
  'sysAdmin',
  'securityAdmin',
  'auditAdmin',
  'viewer',
] as const
export const role = z.enum(roles)
export type Role = z.infer<typeof role>

/** Roles of the three leads (三长), by level of the ladder. */
export const leadRoleByLevel = { 1: 'unitLead', 2: 'buildingLead', 3: 'gridLead' } as const
export type LeadRole = (typeof leadRoleByLevel)[1 | 2 | 3]

/** One role held at one place, today. `path` runs from the community's own place to the place it is held at. */
export const post = z.object({
  role,
  communityId,
  placeId,
  placeName: z.string(),
  /** For a desk's people: the desk whose work they do. */
  deskId: z.uuid().nullable(),
})
export type Post = z.infer<typeof post>

/**
 * A Chinese phone number as people type it: mobile, landline with or without area code, 400 line. Out comes E.164
 * (china.md section 7, Phones). Digits of full width are taken as typed.
 */
export const phone = z
  .string()
  .trim()
  .transform((typed) =>
    typed
      .normalize('NFKC')
      .replaceAll(/[\s\-()（）]/g, '')
      .replace(/^(\+86|0086|86(?=1\d{10}$))/, ''),
  )
  .pipe(z.string().regex(/^(1[3-9]\d{9}|0\d{9,11}|[2-8]\d{6,7}|400\d{7})$/))
  .transform((digits) => `+86${digits.replace(/^0/, '')}`)
  .brand<'Phone'>()
export type Phone = z.infer<typeof phone>

/** Only a mobile phone can receive a sign-in code. */
export const mobilePhone = phone.refine((value) => /^\+861[3-9]\d{9}$/.test(value))

/** What a list may show of a phone: 138****0000 (china.md section 7). */
export function maskPhone(value: string): string {
  const digits = value.replace(/^\+86/, '')
  return digits.length <= 7 ? `${digits.slice(0, 2)}****` : `${digits.slice(0, 3)}****${digits.slice(-4)}`
}

/** What a list may show of a name: 张**, the surname and no more. */
export function maskName(value: string): string {
  const [first = ''] = value
  return `${first}**`
}

/** What the doors know of who is signed in. */
export const session = z.object({
  personId,
  name: z.string(),
  posts: z.array(post),
  /** Every role that is held, also one below which no community lies. */
  roles: z.array(role),
  communities: z.array(z.object({ id: communityId, name: z.string() })),
  language: z.enum(['zh-CN', 'en']).nullable(),
  /** What the session opens: until it is `open`, nothing but the second factor, to be given or first to be set up. */
  stage: z.enum(['open', 'second_factor', 'set_up']),
  /** What the second factor can be given by. */
  givesBy: z.array(z.enum(['app', 'passkey'])),
  /** Sent back in the `x-csrf-token` header with every write. */
  csrfToken: z.string(),
})
export type Session = z.infer<typeof session>

/** How a person wants to be reached. In-app is always there; the rest is theirs to choose. */
export const channelName = z.enum(['app', 'email', 'sms', 'webhook'])
export type ChannelName = z.infer<typeof channelName>
export const channelChoice = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), address: z.email().max(200), active: z.boolean() }),
  z.object({ channel: z.literal('sms'), active: z.boolean() }),
  z
    .object({
      channel: z.literal('webhook'),
      url: z.url({ protocol: /^https?$/ }).max(500),
      /** What signs the messages; a group robot may go without one. */
      secret: z.string().max(200).default(''),
      format: z.enum(['standard', 'wecom', 'dingtalk']),
      active: z.boolean(),
    })
    .refine(({ active, format, secret }) => !active || format !== 'standard' || secret.length >= 8, {
      path: ['secret'],
    }),
])
export type ChannelChoice = z.infer<typeof channelChoice>
export type ChannelChoiceInput = z.input<typeof channelChoice>
