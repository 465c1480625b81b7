import type { House } from '../../../platform/house.ts'
import { keptFor } from '../../../platform/kept.ts'
import type { ServedPlace } from '../../places/index.ts'
import type { Reader } from './deps.ts'
import { type Draft, emptyDraft } from './draft.ts'

/** Milliseconds for which what another server changed may not be seen yet. */
const stillTrue = 2_000

export type KeptPages = ReturnType<typeof createKeptPages>

/**
 * The page that a scan opens is the same for everybody who has not signed in, but for the ids of its form. It is drawn
 * once, until something changes in its community or for two seconds, and each gets ids of their own.
 */
export function createKeptPages({ database }: Pick<House, 'database'>) {
  const kept = keptFor<(own: Draft) => Buffer>(stillTrue)
  /** How often something was changed here since the start. What was drawn before is asked for no more. */
  const changes = new Map<string, number>()
  database.afterChange((communityId) => changes.set(communityId, (changes.get(communityId) ?? 0) + 1))

  return {
    /** @param draw draws the page with a form of these ids */
    async page(
      place: ServedPlace,
      code: string,
      { language, large }: Pick<Reader, 'language' | 'large'>,
      draw: (draft: Draft) => Promise<string>,
    ): Promise<Buffer> {
      const key = `${code} ${language} ${large} ${place.community.id} ${changes.get(place.community.id) ?? 0}`
      const page = await kept.read(key, async () => {
        const draft = emptyDraft()
        return withOwnIds(await draw(draft), draft)
      })
      return page(emptyDraft())
    },
  }
}

/** A page as bytes, which are encoded once: nothing is left to do for the next one but to put their ids in. */
function withOwnIds(html: string, drawn: Draft): (own: Draft) => Buffer {
  const pieces = html
    .split(new RegExp(`(${drawn.id}|${drawn.tellId})`))
    .map((piece) =>
      piece === drawn.id ? ('id' as const) : piece === drawn.tellId ? ('tellId' as const) : Buffer.from(piece),
    )
  return (own) => Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(own[piece]) : piece)))
}
