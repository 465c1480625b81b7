import type { House } from '../house.ts'
import { type CommunityId, type FileId, newId } from '../ids.ts'
import { fileKey } from './file-key.ts'
import { addComingFile, fileHasCome, fileRow, filesAmong } from './files-store.ts'
import { type PhotoRefusal, preparePhoto } from './photo.ts'

export type KeptPhoto = { ok: true; id: FileId } | { ok: false; refusal: PhotoRefusal }
/** In which sizes a photo is kept. */
export const photoSizes = ['full', 'small'] as const
export type Photos = ReturnType<typeof createPhotos>

/** Photos of a community: re-encoded without any metadata, kept in two sizes, fetched by who may see them. */
export function createPhotos(house: Pick<House, 'database' | 'files'>) {
  const { database, files } = house

  async function among(communityId: CommunityId, ids: readonly FileId[]): Promise<ReadonlySet<FileId>> {
    if (ids.length === 0) return new Set()
    return await database.work({ communities: [communityId] }, (work) => filesAmong(work, communityId, ids))
  }

  return {
    /**
     * Keeps one photo. First its row, marked as if it were to be removed; then the bytes; then the mark goes. So a row
     * that somebody can name always has its bytes, and bytes always have a row: those of a server that was killed in
     * between are taken away by `unclaimedPhotos`.
     */
    async keep(communityId: CommunityId, bytes: Buffer, audience: 'public' | 'request'): Promise<KeptPhoto> {
      const prepared = await preparePhoto(bytes)
      if (!prepared.ok) return prepared
      const id = newId<FileId>()
      const scope = { communities: [communityId] }
      await database.work(scope, (work) =>
        addComingFile(work, {
          community_id: communityId,
          id,
          content_type: prepared.contentType,
          size_bytes: prepared.full.length,
          width: prepared.width,
          height: prepared.height,
          audience,
        }),
      )
      await files.put(fileKey(communityId, id, 'full'), prepared.full, prepared.contentType)
      await files.put(fileKey(communityId, id, 'small'), prepared.thumbnail, prepared.contentType)
      await database.work(scope, (work) => fileHasCome(work, communityId, id))
      return { ok: true, id }
    },

    /** Which of these are photos of this community. */
    among,

    /** Whether all of these are photos of this community: a command may name no other. */
    async known(communityId: CommunityId, ids: readonly FileId[]): Promise<boolean> {
      const there = await among(communityId, ids)
      return ids.every((id) => there.has(id))
    },

    /** The bytes of a photo. That the reader may see it was asked before. */
    async read(communityId: CommunityId, id: FileId, size: (typeof photoSizes)[number]) {
      return await files.get(fileKey(communityId, id, size))
    },

    /** A public photo, such as a lead's portrait; null for any other. */
    async readPublic(communityId: CommunityId, id: FileId) {
      const row = await database.work({ communities: [communityId] }, (work) => fileRow(work, communityId, id))
      return row?.audience === 'public' ? await files.get(fileKey(communityId, id, 'small')) : null
    },
  }
}
