import { z } from 'zod'

/** How many days of a year may differ from Monday-to-Friday: the most that the State Council named was 41 (2013). */
export const mostExceptions = 60
/** Longest name of a holiday, in characters. */
export const longestName = 20

/** A day that differs from Monday-to-Friday, or that a holiday is named for: rest, or a make-up working day (调休). */
export const calendarDay = z.object({
  day: z.iso.date(),
  working: z.boolean().describe('true: worked in place of another day (调休); false: rest'),
  name: z.string().trim().min(1).max(longestName).describe('the holiday, such as 元旦'),
})
export type CalendarDay = z.infer<typeof calendarDay>

/** What is wrong with the calendar as far as deadlines are concerned. */
export const warning = z.object({
  kind: z
    .enum(['uncovered', 'unfinished'])
    .describe('uncovered: the year is not arranged; unfinished: it is, without its National Day'),
  year: z.number().int(),
})
export type Warning = z.infer<typeof warning>

/** How far the calendar reaches, seen from today. */
export const coverage = z.object({
  coveredUntil: z.iso.date().nullable().describe('the last day covered without a gap; null when today is not'),
  coveredDays: z.number().int().describe('covered days from today on, today included'),
  warning: warning.nullable(),
})
export type Coverage = z.infer<typeof coverage>

/** One year of the calendar, and how far the whole of it reaches. */
export const calendarYear = z.object({
  year: z.number().int(),
  covered: z.boolean().describe('whether every day of the year is known'),
  days: z.array(z.object({ day: z.iso.date(), working: z.boolean(), name: z.string() })),
  /** Who changed this year last; the name is for those who may edit. */
  changed: z.object({ at: z.iso.datetime(), by: z.string().nullable() }).nullable(),
  editable: z.object({ from: z.number().int(), to: z.number().int() }),
  coverage,
})
export type CalendarYear = z.infer<typeof calendarYear>
