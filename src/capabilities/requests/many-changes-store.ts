import { sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { RequestState } from './events.ts'
import { toRow } from './state-row.ts'
import type { AnnouncementRecord, EventRecord } from './store.ts'

/** What was decided about one of many requests that are locked. */
export interface Decided {
  readonly after: RequestState
  readonly records: readonly EventRecord[]
  readonly announcements: readonly AnnouncementRecord[]
}

/**
 * Writes what was decided about many requests in three statements, however many they are: the sweeper has a hundred
 * thousand of them when a clock runs out for a whole city. Voices and photos are not among what it changes.
 */
export async function saveChanges(work: Work, changes: readonly Decided[]): Promise<void> {
  const rows = changes.map(({ after }) => ({
    ...toRow(after),
    // As they are: what is JSON in a row of JSON is no text.
    followers: after.followers,
    clocks_left: after.left,
    community_id: after.communityId,
    id: after.id,
  }))
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first).filter((name) => name !== 'community_id' && name !== 'id')
  const events = changes.flatMap(({ records }) =>
    records.map((record) => ({
      ...record,
      text_sealed: record.text_sealed && `\\x${record.text_sealed.toString('hex')}`,
      data: JSON.parse(String(record.data)) as unknown,
    })),
  )
  const announcements = changes.flatMap((change) =>
    change.announcements.map((record) => ({ ...record, data: JSON.parse(String(record.data)) as unknown })),
  )
  await Promise.all([
    sql`
      update requests r set ${sql.join(columns.map((name) => sql`${sql.ref(name)} = ${sql.ref(`n.${name}`)}`))}
      from json_populate_recordset(null::requests, ${JSON.stringify(rows)}::json) n
      where r.community_id = n.community_id and r.id = n.id`.execute(work),
    insertAll(work, 'request_events', events),
    announcements.length > 0 && insertAll(work, 'announcements', announcements),
  ])
}

/** Rows of one table as one parameter; columns that they do not name have their default. */
async function insertAll(work: Work, table: 'request_events' | 'announcements', rows: readonly object[]) {
  const [first] = rows
  if (!first) return
  const names = sql.join(Object.keys(first).map((name) => sql.ref(name)))
  await sql`
    insert into ${sql.table(table)} (${names})
    select ${names} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`.execute(
    work,
  )
}
