import { type CompiledQuery, sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Work } from '../../platform/database/database.ts'
import type { Moment } from '../../platform/database/tables.ts'
import type { CommandId, CommunityId, FileId, PlaceId, RequestId, VoiceId } from '../../platform/ids.ts'
import { restrictedCategories } from './catalogue.ts'
import { openStatuses } from './model.ts'
import type { RequestsRow } from './queue-store.ts'

/** The events of a request in order; only the public ones when it is for the neighbour. */
export function eventsOf(work: Work, communityId: CommunityId, id: RequestId, audience: 'public' | 'all') {
  return work
    .selectFrom('request_events')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('request_id', '=', id)
    .$if(audience === 'public', (query) => query.where('audience', '=', 'public'))
    .orderBy('sequence')
    .execute()
}

/** The first event that a command made, wherever it was given. */
export function eventOfCommand(work: Work, communityId: CommunityId, id: CommandId) {
  return work
    .selectFrom('request_commands as c')
    .innerJoin('request_events as e', (join) =>
      join
        .onRef('e.community_id', '=', 'c.community_id')
        .onRef('e.request_id', '=', 'c.request_id')
        .onRef('e.command_id', '=', 'c.id'),
    )
    .select(['e.request_id', 'e.author_id', 'e.photos'])
    .where('c.community_id', '=', communityId)
    .where('c.id', '=', id)
    .orderBy('e.sequence')
    .executeTakeFirst()
}

export function requestOf(work: Work, communityId: CommunityId, id: RequestId): Promise<RequestsRow | undefined> {
  return work
    .selectFrom('requests')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function voicesFull(work: Work, communityId: CommunityId, id: RequestId) {
  return work
    .selectFrom('voices')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('request_id', '=', id)
    .orderBy('joined_at')
    .execute()
}

export function voiceByToken(work: Work, communityId: CommunityId, tokenHash: Buffer) {
  return work
    .selectFrom('voices')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
}

/** Reads who speaks by a token, and of which request: what a command of theirs is given to. */
export function spokenStatement(
  compiler: Work,
  communityId: CommunityId,
  tokenHash: Buffer,
): CompiledQuery<{ voice_id: VoiceId; id: RequestId; place_id: PlaceId; closed_at: Temporal.Instant | null }> {
  return compiler
    .selectFrom('voices as v')
    .innerJoin('requests as r', (join) =>
      join.onRef('r.community_id', '=', 'v.community_id').onRef('r.id', '=', 'v.request_id'),
    )
    .where('v.community_id', '=', communityId)
    .where('v.token_hash', '=', tokenHash)
    .select(['v.id as voice_id', 'r.id', 'r.place_id', 'r.closed_at'])
    .compile()
}

export function voiceById(work: Work, communityId: CommunityId, id: VoiceId) {
  return work
    .selectFrom('voices')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The voice of a device on a request, if it has spoken there. */
export function voiceByDevice(work: Work, communityId: CommunityId, id: RequestId, deviceHash: Buffer) {
  return work
    .selectFrom('voices')
    .select('id')
    .where('community_id', '=', communityId)
    .where('request_id', '=', id)
    .where('device_hash', '=', deviceHash)
    .orderBy('joined_at')
    .executeTakeFirst()
}

/** Earlier matters of the same kind at the same place, newest first, each with how it was solved. */
export async function earlierAt(work: Work, request: RequestsRow, limit: number) {
  return await work
    .selectFrom('requests as r')
    .leftJoinLateral(
      (of) =>
        of
          .selectFrom('request_events as e')
          .select('e.text_sealed')
          .whereRef('e.community_id', '=', 'r.community_id')
          .whereRef('e.request_id', '=', 'r.id')
          .where('e.type', '=', 'resolved')
          .orderBy('e.sequence', 'desc')
          .limit(1)
          .as('solved'),
      (join) => join.onTrue(),
    )
    .select(['r.id', 'r.title', 'r.status', 'r.closing', 'r.reported_at', 'solved.text_sealed as resolution_sealed'])
    .where('r.community_id', '=', request.community_id)
    .where('r.place_id', '=', request.place_id)
    .where('r.category', request.category ? '=' : 'is', request.category)
    .where('r.reported_at', '<', request.reported_at)
    .orderBy('r.reported_at', 'desc')
    .limit(limit)
    .execute()
}

/**
 * What is going on in a stairwell and its building, for the plaque page: nothing restricted, nothing confidential,
 * nothing about a person, and no column that holds anybody's words but the title.
 */
export function openAround(
  work: Work,
  communityId: CommunityId,
  place: { unitId: PlaceId | null; buildingId: PlaceId | null },
  limit: number,
) {
  return work
    .selectFrom('requests')
    .select([
      'id',
      'title',
      'category',
      'status',
      'voices',
      'reported_at',
      'resolved_at',
      'place_id',
      'unit_id',
      'deadline_due_at',
      'finish_promised_at',
      'handler_person_id',
      'handler_desk_id',
      'level',
    ])
    .where('community_id', '=', communityId)
    .where('status', 'in', openStatuses)
    .where((where) =>
      where.or([
        ...(place.unitId ? [where('unit_id', '=', place.unitId)] : []),
        where.and([where('building_id', '=', place.buildingId), where('unit_id', 'is', null)]),
      ]),
    )
    .where('confidential', '=', false)
    .where('about_person_id', 'is', null)
    .where('about_desk_id', 'is', null)
    .where('kind', '<>', 'complaint')
    .where('listen', 'in', ['request', 'news'])
    .where((where) => where.or([where('category', 'is', null), where('category', 'not in', restrictedCategories)]))
    .orderBy('reported_at', 'desc')
    .limit(limit)
    .execute()
}

/** Requests on which a signed-in neighbour spoke up: by account, or by the phone that they proved. */
export async function requestsOfPerson(
  work: Work,
  communities: readonly CommunityId[],
  person: { personId: string; phoneHash: Buffer | null },
) {
  if (communities.length === 0) return []
  return await work
    .selectFrom('voices as v')
    .innerJoin('requests as r', (join) =>
      join.onRef('r.community_id', '=', 'v.community_id').onRef('r.id', '=', 'v.request_id'),
    )
    .where('v.community_id', 'in', communities)
    .where((where) =>
      where.or([
        where('v.person_id', '=', person.personId as never),
        ...(person.phoneHash ? [where('v.phone_hash', '=', person.phoneHash)] : []),
      ]),
    )
    .select([
      'v.id as voiceId',
      'r.id',
      'r.community_id',
      'r.title',
      'r.category',
      'r.status',
      'r.reported_at',
      'r.deadline_due_at',
      'r.finish_promised_at',
      'r.place_id',
      'r.number',
    ])
    .orderBy('r.reported_at', 'desc')
    .limit(100)
    .execute()
}

/** Whether a photo belongs to a request's story: photos are only shown to who may read that story. */
export async function photoInStory(
  work: Work,
  communityId: CommunityId,
  requestId: RequestId,
  fileId: string,
  audience: 'public' | 'all',
): Promise<boolean> {
  const events = await eventsOf(work, communityId, requestId, audience)
  return events.some((event) => (event.photos as string[]).includes(fileId))
}

export type VoiceRow = Awaited<ReturnType<typeof voicesFull>>[number]
export type EventRow = Awaited<ReturnType<typeof eventsOf>>[number]

/** Which of these photos stand in a story. None of them was kept before `since`, so no earlier event names one. */
export async function photosInStories(
  work: Work,
  communityId: CommunityId,
  photos: { readonly ids: readonly FileId[]; readonly since: Moment },
): Promise<FileId[]> {
  const found = await sql<{ id: FileId }>`
    select distinct named.id from request_events e, unnest(e.photos) as named (id)
    where e.community_id = ${communityId} and e.at >= ${photos.since} and named.id = any (${[...photos.ids]}::uuid[])`.execute(
    work,
  )
  return found.rows.map((row) => row.id)
}

/** In which stairwell each request stands; a building without units is one. */
export async function stairwellsOf(
  work: Work,
  communities: readonly CommunityId[],
  ids: readonly RequestId[],
): Promise<ReadonlyMap<RequestId, PlaceId>> {
  const rows = await work
    .selectFrom('requests')
    .select(['id', 'place_id', 'unit_id', 'building_id'])
    .where('community_id', 'in', communities)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.unit_id ?? row.building_id ?? row.place_id]))
}
