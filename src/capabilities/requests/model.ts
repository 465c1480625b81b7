import { z } from 'zod'
import { commandId, communityId, deskId, fileId, personId, placeId, requestId, voiceId } from '../../platform/ids.ts'
import { phone } from '../people/model.ts'
import { plaqueCode } from '../places/model.ts'

/** Where a request is in its life (domain.md, "A request's life"). The last four are ends besides closed. */
export const statuses = [
  'reported',
  'accepted',
  'needs_info',
  'shelved',
  'resolved',
  'closed',
  'withdrawn',
  'declined',
  'merged',
  'redirected',
] as const
export const status = z.enum(statuses)
export type Status = z.infer<typeof status>

/** Somebody still answers for it and a clock runs. */
export const openStatuses = ['reported', 'accepted', 'needs_info', 'shelved', 'resolved'] as const satisfies Status[]
export function isOpen(value: Status): boolean {
  return (openStatuses as readonly Status[]).includes(value)
}

/** What sort of wish it is (Weifang hotline regulation art. 10; Beijing art. 2). */
export const kinds = ['help', 'consult', 'complaint', 'report', 'suggestion', 'praise'] as const
export const kind = z.enum(kinds)
export type Kind = z.infer<typeof kind>

/** The four things that leads listen for (听四邻). */
export const listens = ['request', 'news', 'hardship', 'policy'] as const
export const listen = z.enum(listens)
export type Listen = z.infer<typeof listen>

/** By which way it came in. */
export const channels = ['plaque', 'lead', 'desk', 'phone', 'api'] as const
export const channel = z.enum(channels)

/** 1 unit lead · 2 building lead · 3 grid lead · 4 community · 5 subdistrict · 6 district, utility, 12345. */
export const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6)])
export type Level = z.infer<typeof level>

/** Clock classes (domain.md, "Clocks"). What each gives in minutes and days stands in `clock-profile.ts`. */
export const clockClasses = ['E', 'U', 'D', 'N3', 'N5', 'PL', 'C', 'V'] as const
export const clockClass = z.enum(clockClasses)
export type ClockClass = z.infer<typeof clockClass>

export const categoryCode = z.string().regex(/^[a-z]+\.[a-z_]+$/)
/** One line of the catalogue: a stable code, its words in both languages, where it starts and how fast. */
export const category = z.object({
  code: categoryCode,
  group: z.string(),
  names: z.object({ 'zh-CN': z.string(), en: z.string() }),
  groupNames: z.object({ 'zh-CN': z.string(), en: z.string() }),
  startLevel: level,
  clockClass,
})
export type Category = z.infer<typeof category>

/** Exactly one of these answers for an open request: a lead in person, or an organisation's desk. */
export const handler = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lead'), level, personId }),
  z.object({ kind: z.literal('desk'), level, deskId }),
])
export type Handler = z.infer<typeof handler>

/** The one complained about: it never handles the matter and never sees who reported. */
export const about = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lead'), personId }),
  z.object({ kind: z.literal('desk'), deskId }),
])
export type About = z.infer<typeof about>

/** Weifang hotline regulation art. 19 and Beijing art. 11; an emergency is redirected instead, a repeat merged. */
export const declineReasons = [
  'other_legal_route',
  'in_petition',
  'secret_or_privacy',
  'already_concluded',
  'duplicate_no_news',
  'market_or_social_route',
  'against_law_or_morals',
  'other_by_law',
] as const

export const maximumTextLength = 2000
export const maximumPhotos = 6
const words = z
  .string()
  .transform((typed) => typed.replaceAll('\r\n', '\n').trim())
  .pipe(z.string().min(1).max(maximumTextLength))
const optionalWords = z
  .string()
  .transform((typed) => typed.replaceAll('\r\n', '\n').trim())
  .pipe(z.string().max(maximumTextLength))
  .default('')
const photos = z.array(fileId).max(maximumPhotos).default([])
const day = z.iso.date()
const score = z.number().int().min(1).max(5)

/** Whom a complaint can be about, seen from a stairwell. */
export const aboutChoices = ['unitLead', 'buildingLead', 'gridLead', 'property', 'committee'] as const

/** Public intake. The id is made by the client: a repeat is the same report. */
export const report = z
  .object({
    id: requestId,
    plaque: plaqueCode,
    text: optionalWords,
    category: categoryCode.optional(),
    kind: kind.default('help'),
    photos,
    name: z.string().trim().max(40).optional(),
    phone: phone.optional(),
    confidential: z.boolean().default(false),
    /** Whom a complaint is about, as the plaque page offers it. */
    about: z.enum(aboutChoices).optional(),
  })
  // Words or a picture: one of them says what the matter is.
  .refine((given) => given.text !== '' || given.category !== undefined, { path: ['text'] })
export type Report = z.infer<typeof report>
export type ReportInput = z.input<typeof report>

/** What the public intake answers. The token opens the story; it is shown once and never stored in clear. */
export const reported = z.object({
  id: requestId,
  number: z.string(),
  token: z.string(),
  url: z.string(),
  status,
  /** null while somebody looks at it first: its clocks begin when it is let through. */
  acceptDueAt: z.iso.datetime().nullable(),
  finishDueAt: z.iso.datetime().nullable(),
  /** Somebody looks at it first. Its page says so, and whom to call. */
  held: z.boolean(),
})
export type Reported = z.infer<typeof reported>

const commandBase = { id: commandId }
/** What leads and desks may ask of a request. Every command carries an id made by the client. */
export const command = z.discriminatedUnion('type', [
  z.object({ ...commandBase, type: z.literal('accept') }),
  /** Reached the spot, or reached the neighbour: the act clock is met. */
  z.object({ ...commandBase, type: z.literal('act'), text: optionalWords, photos }),
  /** `public: false` is a note for staff and stays out of the neighbour's view. */
  z.object({ ...commandBase, type: z.literal('note'), text: words, public: z.boolean(), photos }),
  z.object({ ...commandBase, type: z.literal('ask'), text: words }),
  z.object({ ...commandBase, type: z.literal('resume'), text: optionalWords }),
  z.object({ ...commandBase, type: z.literal('plan'), text: words, dueDay: day }),
  z.object({ ...commandBase, type: z.literal('extend'), workingDays: z.number().int().min(1).max(10), text: words }),
  z.object({ ...commandBase, type: z.literal('shelve'), text: words, reviewDay: day }),
  z.object({ ...commandBase, type: z.literal('resolve'), text: words, photos }),
  z.object({ ...commandBase, type: z.literal('raise'), text: words }),
  /** Sideways or up at once; down becomes an offer that the other side accepts or refuses. */
  z.object({ ...commandBase, type: z.literal('hand_over'), to: handler, text: words }),
  z.object({ ...commandBase, type: z.literal('accept_offer') }),
  z.object({ ...commandBase, type: z.literal('refuse_offer'), text: words }),
  z.object({ ...commandBase, type: z.literal('return'), to: handler, text: words }),
  z.object({ ...commandBase, type: z.literal('assign'), to: handler, text: optionalWords }),
  z.object({ ...commandBase, type: z.literal('supervise'), text: words }),
  z.object({ ...commandBase, type: z.literal('reclassify'), category: categoryCode }),
  z.object({ ...commandBase, type: z.literal('decline'), reason: z.enum(declineReasons), text: words, route: words }),
  z.object({ ...commandBase, type: z.literal('redirect'), text: words }),
  z.object({ ...commandBase, type: z.literal('merge'), into: requestId }),
  z.object({
    ...commandBase,
    type: z.literal('call_back'),
    voiceId,
    solved: z.boolean(),
    score: score.optional(),
    text: optionalWords,
  }),
])
export type Command = z.infer<typeof command>
export type CommandInput = z.input<typeof command>
export type CommandType = Command['type']

/** What the neighbour who reported may ask, from the tracking page. */
export const voiceCommand = z.discriminatedUnion('type', [
  z.object({ ...commandBase, type: z.literal('tell'), text: optionalWords, photos }),
  z.object({
    ...commandBase,
    type: z.literal('confirm'),
    solved: z.boolean(),
    score: score.optional(),
    text: optionalWords,
  }),
  z.object({ ...commandBase, type: z.literal('withdraw'), text: optionalWords }),
  z.object({ ...commandBase, type: z.literal('reopen'), text: words }),
])
export type VoiceCommand = z.infer<typeof voiceCommand>

// —— what the doors read ——

const moment = z.iso.datetime()
const closing = z.enum(['confirmed', 'called_back', 'unconfirmed'])
export const deadlineKinds = ['accept', 'act', 'finish', 'supervision', 'answer', 'review', 'confirmation'] as const
export const deadlineView = z.object({
  kind: z.enum(deadlineKinds),
  startAt: moment,
  dueAt: moment,
  overdue: z.boolean(),
})
export type DeadlineView = z.infer<typeof deadlineView>

/** A handler with the words for it. */
export const handlerView = z.object({ handler, name: z.string(), phone: z.string().nullable() })
export type HandlerView = z.infer<typeof handlerView>

/** One row of a queue. Nothing here names the neighbour. */
export const requestRow = z.object({
  id: requestId,
  communityId,
  communityName: z.string(),
  number: z.string(),
  title: z.string(),
  placeId,
  /** 3号楼 2单元 */
  placeName: z.string(),
  category: categoryCode.nullable(),
  clockClass,
  kind,
  listen,
  channel,
  status,
  level,
  handler: handlerView.nullable(),
  deadline: deadlineView.nullable(),
  finishDueAt: moment.nullable(),
  voices: z.number().int(),
  photos: z.number().int(),
  reportedAt: moment,
  acceptedAt: moment.nullable(),
  resolvedAt: moment.nullable(),
  closedAt: moment.nullable(),
  closing: closing.nullable(),
  confidential: z.boolean(),
  structural: z.boolean(),
  supervised: z.boolean(),
  reopenings: z.number().int(),
  offeredToMe: z.boolean(),
})
export type RequestRow = z.infer<typeof requestRow>

export const requestPage = z.object({ items: z.array(requestRow), next: z.string().nullable() })
export type RequestPage = z.infer<typeof requestPage>

/** One line of the story. `data` holds what that type of event says; see `events.ts`. */
export const storyLine = z.object({
  sequence: z.number().int(),
  at: moment,
  type: z.string(),
  /** Who did it, in words: 张桂兰, 居民, 社区. Empty for the clock. */
  who: z.string(),
  audience: z.enum(['public', 'staff']),
  text: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  photos: z.array(z.object({ id: fileId, url: z.string(), thumbnailUrl: z.string() })),
})
export type StoryLine = z.infer<typeof storyLine>

/** The whole of one request as staff and leads see it. */
export const requestDetail = requestRow.extend({
  text: z.string(),
  path: z.array(z.object({ id: placeId, name: z.string() })),
  story: z.array(storyLine),
  followers: z.array(handlerView),
  offer: handlerView.nullable(),
  /** Who spoke up: name and phone masked, and only where this reader may see them at all. */
  reporters: z.array(
    z.object({
      id: voiceId,
      name: z.string().nullable(),
      phone: z.string().nullable(),
      state: z.enum(['waiting', 'confirmed', 'disputed', 'withdrawn']),
      joinedAt: moment,
    }),
  ),
  /** Which commands this reader may give now; the server has the last word. */
  allowed: z.array(z.string()),
  /** To whom it may be handed, returned or assigned, nearest first. */
  ladder: z.array(handlerView),
  earlier: z.array(
    z.object({
      id: requestId,
      title: z.string(),
      status,
      reportedAt: moment,
      closing: closing.nullable(),
      resolution: z.string().nullable(),
    }),
  ),
})
export type RequestDetail = z.infer<typeof requestDetail>

/** The queue's filters. */
export const queueQuery = z.object({
  /** Named sets: `mine` = I am the handler or it is offered to me; `following`. */
  scope: z.enum(['mine', 'following', 'all']).default('all'),
  status: z
    .union([status, z.literal('open'), z.literal('ended')])
    .optional()
    .describe('one status, or open, or ended'),
  place: placeId.optional().describe('a place; everything below it is included'),
  category: z.string().max(60).optional().describe('a category code, or a group such as repair'),
  level: z.coerce.number().int().min(1).max(6).optional(),
  overdue: z.stringbool().optional(),
  text: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe(
      'words of title, place or category, initials of their pinyin, or a number; what it finds is newest first',
    ),
  sort: z.enum(['due', 'newest']).default('newest'),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(300).optional(),
})
export type QueueQuery = z.infer<typeof queueQuery>

/** Whose requests are looked for. */
export const phoneAsked = z.object({ phone })

/** The figures at the head of a queue, always as counts. */
export const queueFigures = z.object({
  open: z.number().int(),
  overdue: z.number().int(),
  dueWithinHour: z.number().int(),
  reportedToday: z.number().int(),
  resolvedToday: z.number().int(),
  sameDay: z.object({ due: z.number().int(), solved: z.number().int() }),
  satisfaction: z.object({
    closed: z.number().int(),
    answered: z.number().int(),
    rated: z.number().int(),
    satisfied: z.number().int(),
  }),
})
export type QueueFigures = z.infer<typeof queueFigures>

/** What a command answers: the request as it stands after it. A repeat of the id gets the same answer. */
export const commandAnswer = z.object({ requestId, status, sequence: z.number().int() })
export type CommandAnswer = z.infer<typeof commandAnswer>

/** For what a neighbour's contact is opened; they are told so. */
export const contactReasons = ['handling', 'call_back', 'visit'] as const
export type ContactReason = (typeof contactReasons)[number]
export const contactAsked = z.object({ id: z.uuidv7(), voice: z.uuid(), reason: z.enum(contactReasons) })
export type ContactAsked = z.infer<typeof contactAsked>
/** What a neighbour left, whole; null where they left nothing. */
export const contact = z.object({ name: z.string().nullable(), phone: z.string().nullable() })
export type Contact = z.infer<typeof contact>
