import { z } from 'zod'
import type { Head } from './chain.ts'
import { chain } from './model.ts'
import { chainName } from './verify.ts'

/** The sentence under which the head of a chain stands in the server's log; `silin audit verify --heads` looks for it. */
export const headSentence = 'head of an audit chain'

export interface KnownHead extends Head {
  readonly chain: z.infer<typeof chain>
}

const logged = z.object({
  msg: z.literal(headSentence),
  chain: z.string().transform(chainName).pipe(chain),
  number: z.number().int().positive(),
  hash: z.base64url().transform((text) => Buffer.from(text, 'base64url')),
})

/** The head that a line of the server's log tells of; null for any other line. */
export function headIn(line: string): KnownHead | null {
  if (!line.includes(headSentence)) return null
  try {
    const read = logged.safeParse(JSON.parse(line.slice(line.indexOf('{'))))
    return read.success ? { chain: read.data.chain, number: read.data.number, hash: read.data.hash } : null
  } catch {
    // Cut in the middle, as a log that is turned over can be.
    return null
  }
}
