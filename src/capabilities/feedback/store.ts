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
