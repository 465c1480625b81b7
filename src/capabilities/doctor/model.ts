import { z } from 'zod'

const level = z.enum(['good', 'warn', 'bad'])
const words = z.object({
  title: z.string(),
  found: z.string(),
  toDo: z.string().nullable().describe('what to do about it; null when all is well'),
})

/** One thing that was looked at, in both languages: whoever reads it changes theirs without asking again. */
export const finding = z.object({
  name: z.string(),
  level: level.describe('warn: somebody should look at it these days; bad: something does not work'),
  words: z.object({ 'zh-CN': words, en: words }),
})
export type Finding = z.infer<typeof finding>

/** What a check-up found, the worst first. */
export const checkUp = z.object({ at: z.iso.datetime(), level, findings: z.array(finding) })
export type CheckUp = z.infer<typeof checkUp>
