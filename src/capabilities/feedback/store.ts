import type { Work } from '../../platform/database/database.ts'
import type { Moment } from '../../platform/database/tables.ts'

interface FeedbackTable {
  id: string
  text_sealed: Buffer
  contact_sealed: Buffer | null
  language: 'zh-CN' | 'en'
  created_at: Moment
}
declare module '../../platform/database/tables.ts' {
  interface Tables {
    feedback: FeedbackTable
  }
}

export async function add(work: Work, row: FeedbackTable): Promise<void> {
  await work.insertInto('feedback').values(row).execute()
}

/** The newest first. */
export function newest(work: Work, limit: number): Promise<FeedbackTable[]> {
  return work
    .selectFrom('feedback')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countBefore(work: Work, before: Moment): Promise<number> {
  const row = await work
    .selectFrom('feedback')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('created_at', '<', before)
    .executeTakeFirstOrThrow()
  return row.n
}

export async function removeBefore(work: Work, before: Moment, limit: number): Promise<number> {
  const oldest = work
    .selectFrom('feedback')
    .select('id')
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
  const done = await work.deleteFrom('feedback').where('id', 'in', oldest).executeTakeFirst()
  return Number(done.numDeletedRows)
}
