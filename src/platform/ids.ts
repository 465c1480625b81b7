import { v7 } from 'uuid'
import { z } from 'zod'

/**
 * Ids are UUIDv7 (RFC 9562 section 5.7): made where the thing is born, so that a retry with the same id is the
 * same thing, and ordered by birth, so that an index on them stays warm. Each kind of thing has its own brand. What
 * clients make is checked to be of that version; a voice's id is derived (version 8), the rest is made here.
 */
export const communityId = z.uuid().brand<'CommunityId'>()
export const placeId = z.uuid().brand<'PlaceId'>()
export const personId = z.uuid().brand<'PersonId'>()
export const deskId = z.uuid().brand<'DeskId'>()
export const requestId = z.uuidv7().brand<'RequestId'>()
export const voiceId = z.uuid().brand<'VoiceId'>()
export const fileId = z.uuid().brand<'FileId'>()
export const commandId = z.uuidv7().brand<'CommandId'>()

export type CommunityId = z.infer<typeof communityId>
export type PlaceId = z.infer<typeof placeId>
export type PersonId = z.infer<typeof personId>
export type DeskId = z.infer<typeof deskId>
export type RequestId = z.infer<typeof requestId>
export type VoiceId = z.infer<typeof voiceId>
export type FileId = z.infer<typeof fileId>
export type CommandId = z.infer<typeof commandId>

/**
 * A new id of the brand asked for: `newId<RequestId>()`.
 * @param at milliseconds since 1970; only seeds and imports, which write about the past, pass it.
 */
export function newId<Id extends string>(at?: number): Id {
  return (at === undefined ? v7() : v7({ msecs: at })) as Id
}
