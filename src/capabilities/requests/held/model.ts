import { z } from 'zod'
import { communityId, requestId } from '../../../platform/ids.ts'

/** Why somebody looks first. `device`, `plaque`, `network`: more came from there than anybody honest sends. */
export const reasonsToHold = ['words', 'device', 'plaque', 'network', 'proof'] as const
export type ReasonToHold = (typeof reasonsToHold)[number]

/** Why what was held is put aside. */
export const reasonsAside = ['spam', 'abuse', 'duplicate'] as const

export const reasonToHold = z.enum(reasonsToHold)
export const reasonAside = z.enum(reasonsAside)
export type ReasonAside = z.infer<typeof reasonAside>
export const heldState = z.enum(['waiting', 'aside'])
export const heldId = z.uuid()

/** Something that was sent and waits for somebody to look, without who sent it. */
export const held = z.object({
  id: heldId,
  communityId,
  what: z.enum(['report', 'join']),
  number: z.string(),
  placeName: z.string(),
  text: z.string(),
  /** Code of the catalogue; null where nobody chose. */
  category: z.string().nullable(),
  /** What a voice joins. */
  joinTo: z.object({ id: requestId, title: z.string() }).nullable(),
  confidential: z.boolean(),
  leftPhone: z.boolean(),
  why: z.array(reasonToHold),
  /** Blocked words that stand in it. */
  words: z.array(z.string()),
  photos: z.array(z.object({ url: z.string(), thumbnailUrl: z.string() })),
  heldAt: z.iso.datetime(),
  state: heldState,
  reason: reasonAside.nullable(),
  /** How many wait that came from the same sender today, this one among them. */
  fromSameSender: z.number().int(),
})
export type Held = z.infer<typeof held>

/** What could not wait, was let through at once and should be looked at. */
export const marked = z.object({
  id: requestId,
  communityId,
  number: z.string(),
  title: z.string(),
  why: z.array(reasonToHold),
  reportedAt: z.iso.datetime(),
})

export const heldPage = z.object({
  items: z.array(held),
  marked: z.array(marked),
  /** How many wait in all. */
  waiting: z.number().int(),
  /** Answers the next page; null on the last. */
  next: z.string().nullable(),
})
export type HeldPage = z.infer<typeof heldPage>

/** How a community's door stands. */
export const doorState = z.object({
  /** Proof of work is asked for until then; null when it is not. */
  guardedUntil: z.iso.datetime().nullable(),
  guardedSince: z.iso.datetime().nullable(),
  byHand: z.boolean(),
  words: z.array(z.object({ word: z.string(), addedAt: z.iso.datetime() })),
})
export type DoorState = z.infer<typeof doorState>

export const maximumBlockedWords = 500
const word = z.string().trim().min(1).max(40)

export const heldQuery = z.object({
  community: communityId,
  state: heldState.default('waiting'),
  after: z.string().max(300).optional(),
})
export const inCommunity = z.object({ community: communityId })
export const putAside = z.object({
  community: communityId,
  reason: reasonAside,
  /** Together with all that waits from the same sender. */
  allOfSender: z.boolean().default(false),
})
export const guard = z.object({ community: communityId, guarded: z.boolean() })
export const blockedWords = z.object({ community: communityId, words: z.array(word).max(maximumBlockedWords) })
/** How many it was done to. */
export const decided = z.object({ count: z.number().int() })
