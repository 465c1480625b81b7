import { type CompiledQuery, sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Line } from '../../platform/audit/witness.ts'
import type { Work } from '../../platform/database/database.ts'
import type { CommandId, CommunityId, PersonId, RequestId, VoiceId } from '../../platform/ids.ts'
import type { RequestState, Voice } from './events.ts'
import type { CommandAnswer } from './model.ts'
import { isAmong, type Reader, type RequestsRow, visible } from './queue-store.ts'
import { toRow } from './state-row.ts'
import type { AnnouncementRecord, EventRecord } from './store.ts'

/** A request as a command finds it, with its voices and what this very command was answered before. */
export type FoundRequest = RequestsRow & {
  readonly voices_there: readonly { id: VoiceId; state: Voice['state']; person_id: PersonId | null }[]
  readonly before: { readonly answer: CommandAnswer; readonly fingerprint: string } | null
}

/** What is read with a request for a command on it: its voices, and what this very command was answered before. */
const forCommand = (commandId: CommandId) => [
  sql<FoundRequest['voices_there']>`coalesce((
    select json_agg(json_build_object('id', v.id, 'state', v.state, 'person_id', v.person_id) order by v.joined_at, v.id)
    from voices v where v.community_id = requests.community_id and v.request_id = requests.id), '[]')`.as(
    'voices_there',
  ),
  sql<FoundRequest['before']>`(
    select json_build_object('answer', c.answer, 'fingerprint', encode(c.fingerprint, 'hex'))
    from request_commands c where c.community_id = requests.community_id and c.id = ${commandId})`.as('before'),
]

/** Reads all that a command is decided by, in one statement and without a lock. One row, or none. */
export function foundStatement(
  compiler: Work,
  { communityId, requestId, commandId }: { communityId: CommunityId; requestId: RequestId; commandId: CommandId },
): CompiledQuery<FoundRequest> {
  return compiler
    .selectFrom('requests')
    .selectAll()
    .select(forCommand(commandId))
    .where('community_id', '=', communityId)
    .where('id', '=', requestId)
    .compile() as CompiledQuery<FoundRequest>
}

/** The same where this reader may see the request: who may not is told that there is none. */
export function visibleForCommand(
  compiler: Work,
  reader: Reader,
  { requestId, commandId }: { requestId: RequestId; commandId: CommandId },
): CompiledQuery<FoundRequest> {
  return compiler
    .selectFrom('requests')
    .selectAll()
    .select(forCommand(commandId))
    .where(isAmong(reader.reaches.keys()))
    .where('id', '=', requestId)
    .where((where) => visible(where, reader))
    .compile() as CompiledQuery<FoundRequest>
}

/** All that one command writes. */
export interface Change {
  readonly before: RequestState
  readonly after: RequestState
  readonly events: readonly EventRecord[]
  readonly announcements: readonly AnnouncementRecord[]
  readonly answered: {
    readonly id: CommandId
    readonly fingerprint: Buffer
    readonly answer: CommandAnswer
    readonly at: Temporal.Instant
  }
  /** Voices whose state is another one now, or who said how content they are. */
  readonly voices: readonly { readonly id: VoiceId; readonly state: Voice['state']; readonly score: number | null }[]
}

/** Texts that were put together before, by the shape of what they write. */
const texts = new Map<string, string>()

/**
 * A command in one statement: state, events, announcements and answer, or nothing where the request is no more as it was
 * found. No lock is held while it is decided.
 * @param line of whoever gives the command, written with it or not at all
 * @returns a statement that answers one row when it was written, none when somebody was quicker
 */
export function changeStatement(change: Change, line: Line | null): { text: string; values: unknown[] } {
  const { before, after, events, announcements, answered, voices } = change
  const row = toRow(after)
  const records = [
    ...events.map((record) => ({ table: 'request_events', record })),
    ...announcements.map((record) => ({ table: 'announcements', record })),
    {
      table: 'request_commands',
      record: {
        community_id: after.communityId,
        id: answered.id,
        request_id: after.id,
        fingerprint: answered.fingerprint,
        answer: JSON.stringify(answered.answer),
        at: answered.at,
      },
    },
  ]
  const shape = `${line !== null} ${voices.length > 0} ${records.map(({ table, record }) => `${table}(${Object.keys(record)})`)}`
  let text = texts.get(shape)
  if (text === undefined) {
    text = textOf(
      Object.keys(row),
      records.map(({ table, record }) => ({ table, columns: Object.keys(record) })),
      { hasVoices: voices.length > 0, line },
    )
    texts.set(shape, text)
  }
  const photos = events.reduce((count, event) => count + event.photos.length, 0)
  return {
    text,
    values: [
      before.communityId,
      before.id,
      before.sequence,
      photos,
      ...Object.values(row),
      ...records.flatMap(({ record }) => Object.values(record)),
      ...(voices.length > 0
        ? [voices.map(({ id }) => id), voices.map(({ state }) => state), voices.map(({ score }) => score)]
        : []),
      ...(line?.values ?? []),
    ],
  }
}

function textOf(
  columns: readonly string[],
  records: readonly { readonly table: string; readonly columns: readonly string[] }[],
  also: { readonly hasVoices: boolean; readonly line: Line | null },
): string {
  let next = 5
  const placeholder = () => `$${next++}`
  const parts = [
    `changed as (
      update requests set ${columns.map((name) => `"${name}" = ${placeholder()}`).join(', ')}, photos = photos + $4
      where community_id = $1 and id = $2 and sequence = $3
      returning id)`,
    ...records.map(
      (record, index) => `part${index} as (
      insert into ${record.table} (${record.columns.map((name) => `"${name}"`).join(', ')})
      select ${record.columns.map(placeholder).join(', ')} from changed)`,
    ),
    ...(also.hasVoices
      ? [
          `spoke as (
      update voices v set state = said.state, score = coalesce(said.score, v.score)
      from unnest(${placeholder()}::uuid[], ${placeholder()}::text[], ${placeholder()}::int[]) as said (id, state, score)
      where v.community_id = $1 and v.id = said.id and exists (select 1 from changed))`,
        ]
      : []),
    ...(also.line ? [`witnessed as (${also.line.partFrom('changed', next)})`] : []),
  ]
  return `with ${parts.join(', ')} select id from changed`
}
