import { z } from 'zod'

/** One thing wrong in a roster, with the cell that a clerk can go to: sheet 三长, row 14, column 电话, cell C14. */
export const rosterError = z.object({
  sheet: z.string(),
  row: z.number().int(),
  column: z.string().nullable(),
  cell: z.string().nullable(),
  /** A stable code such as `phone_invalid`; its words stand in the message files as `places.roster.error.<code>`. */
  code: z.string(),
  /** The value as it stands in the cell, except for phones and names, which are never repeated. */
  value: z.string().nullable(),
})
export type RosterError = z.infer<typeof rosterError>

const counted = z.object({ create: z.number().int(), change: z.number().int(), same: z.number().int() })

/** A roster on its way: checking → checked (ready or with errors) → applying → applied, or failed. */
export const rosterImport = z.object({
  id: z.uuid(),
  fileName: z.string(),
  status: z.enum(['checking', 'refused', 'ready', 'applying', 'applied', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  counts: z.object({ places: counted, households: counted, leads: counted }),
  /** At most 500, in the order of the file; `errorCount` is the whole number. */
  errors: z.array(rosterError),
  errorCount: z.number().int(),
  createdAt: z.iso.datetime(),
})
export type RosterImport = z.infer<typeof rosterImport>
