import { z } from 'zod'

/**
 * The one shape of an error on the wire (RFC 9457, application/problem+json). `type` is stable and is what programs
 * read; `title` is a sentence that a person can act on, in their language; `fields` names what to mend.
 */
export const problem = z.object({
  type: z.string().describe('stable, such as /problems/invalid'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  /** The id under which this answer stands in the server's log. */
  instance: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  /** For a refused command: the code of the refusal. */
  refusal: z.string().optional(),
})
export type Problem = z.infer<typeof problem>
