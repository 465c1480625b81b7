import type { CommunityId, FileId } from '../../../platform/ids.ts'
import type { RequestPageDeps } from './deps.ts'

/**
 * Whether two lists of photos show the same pictures in the same order. A form that is sent twice uploads its photos
 * twice, and each upload gets ids of its own.
 */
export async function samePictures(
  { photos }: Pick<RequestPageDeps, 'photos'>,
  communityId: CommunityId,
  before: readonly FileId[],
  now: readonly FileId[],
): Promise<boolean> {
  if (before.length !== now.length) return false
  for (const [order, id] of before.entries()) {
    const fresh = now[order]
    if (fresh === id) continue
    const [old, sent] = [
      await photos.read(communityId, id, 'full'),
      fresh ? await photos.read(communityId, fresh, 'full') : null,
    ]
    if (!old || !sent?.bytes.equals(old.bytes)) return false
  }
  return true
}
