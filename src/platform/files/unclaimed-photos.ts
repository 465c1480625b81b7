import type { Duty } from '../capability.ts'
import type { Work } from '../database/database.ts'
import type { Moment } from '../database/tables.ts'
import type { House } from '../house.ts'
import type { CommunityId, FileId } from '../ids.ts'
import { fileKey } from './file-key.ts'
import { filesKeptBefore, forgetFiles, markedFiles, markRemoved } from './files-store.ts'
import { photoSizes } from './photos.ts'

/** Says which of these files something of its capability names; none of them was kept before `since`. */
export type Naming = (
  work: Work,
  communityId: CommunityId,
  files: { readonly ids: readonly FileId[]; readonly since: Moment },
) => Promise<readonly FileId[]>

/** A form that waits on somebody's phone keeps its photos for a day. */
const keptHours = 24
/** Keeping a photo takes seconds: one that is still on its way after this was given up by a server that was killed. */
const comingHours = 1
/** Milliseconds between two walks. */
const lookEvery = 6 * 60 * 60 * 1000
const pageSize = 1_000

/**
 * Takes away photos that were left in a form and never sent, or never wholly kept: rows and bytes, in both sizes. One look walks over all
 * photos, a page at a time. Every step may be repeated, so that two servers may do this at once.
 */
export function unclaimedPhotos(
  house: Pick<House, 'database' | 'files' | 'clock' | 'log'>,
  communities: () => Promise<readonly CommunityId[]>,
  namings: readonly Naming[],
): Duty {
  const { database, clock } = house
  let walk: { left: CommunityId[]; after: FileId | null } | null = null

  /** @returns the last id of the page, or null when there are no more */
  async function markPage(communityId: CommunityId, after: FileId | null): Promise<FileId | null> {
    const now = clock.now()
    const before = now.subtract({ hours: keptHours })
    return await database.work({ communities: [communityId] }, async (work) => {
      const page = await filesKeptBefore(work, communityId, { before, after, limit: pageSize })
      const [oldest] = page.map((file) => file.created_at).toSorted((a, b) => Number(a.since(b).sign))
      if (!oldest) return null
      const ids = page.map((file) => file.id)
      // Files are dated by PostgreSQL's clock, what names them by this machine's: an hour for the two to differ.
      const since = oldest.subtract({ hours: 1 })
      const named = new Set<FileId>()
      for (const naming of namings) for (const id of await naming(work, communityId, { ids, since })) named.add(id)
      await markRemoved(
        work,
        communityId,
        ids.filter((id) => !named.has(id)),
        now,
      )
      return page.length === pageSize ? (ids.at(-1) ?? null) : null
    })
  }

  return {
    name: 'unclaimed photos',
    wakes: [],
    every: lookEvery,
    async run() {
      walk ??= { left: [...(await communities())], after: null }
      const [communityId] = walk.left
      if (!communityId) {
        walk = null
        return false
      }
      walk.after = await markPage(communityId, walk.after)
      await removeMarked(house, communityId)
      if (walk.after === null) walk.left.shift()
      return true
    },
  }
}

/** Takes away the bytes and rows of what was marked: photos that were never sent, and those that somebody took back. */
export async function removeMarked(
  { database, files, clock, log }: Pick<House, 'database' | 'files' | 'clock' | 'log'>,
  communityId: CommunityId,
): Promise<void> {
  const scope = { communities: [communityId] }
  for (;;) {
    const page = { before: clock.now().subtract({ hours: comingHours }), limit: pageSize }
    const ids = await database.work(scope, (work) => markedFiles(work, communityId, page))
    if (ids.length === 0) return
    for (const id of ids) for (const size of photoSizes) await files.delete(fileKey(communityId, id, size))
    // After the bytes: a row without them is found again, bytes without a row would never be.
    await database.work(scope, (work) => forgetFiles(work, communityId, ids))
    log.info({ community: communityId, photos: ids.length }, 'photos that nothing names are gone')
  }
}
