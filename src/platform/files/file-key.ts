import type { CommunityId, FileId } from '../ids.ts'

/** The parts of a key, uuids in lower case. */
export interface FileKey {
  community: string
  file: string
  /** Which rendering of the file: `full`, `thumbnail`. */
  variant: string
}

const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const KEY = new RegExp(`^(${UUID})/(${UUID})/([a-z](?:[a-z0-9-]{0,30}[a-z0-9])?)$`)
/** Both uuids and the longest variant. Longer text is not looked at. */
const LONGEST_KEY = 36 + 1 + 36 + 1 + 32

/** The key of one rendering of a file. */
export function fileKey(community: CommunityId, file: FileId, variant: string): string {
  const key = `${community}/${file}/${variant}`
  parseFileKey(key)
  return key
}

/**
 * The parts of a key. Only the listed characters pass, so that no key can name a path outside its community
 * (`..`, a backslash, a percent sign, NUL) whatever the disk or the provider makes of such a name.
 *
 * Uuids are read in either case and handed back in lower case (RFC 9562, section 4): one file has one path, also on
 * a disk that tells cases apart.
 *
 * @throws {TypeError} for anything else: keys are made by code from parsed ids, so a bad one is a bug. The key itself is
 *   not in the message, because it may be hostile text on its way to a log.
 */
export function parseFileKey(key: string): FileKey {
  const parts = key.length <= LONGEST_KEY ? KEY.exec(key) : null
  const [, community, file, variant] = parts ?? []
  if (community === undefined || file === undefined || variant === undefined) {
    throw new TypeError('A file key must be <community uuid>/<file uuid>/<variant>')
  }
  return { community: community.toLowerCase(), file: file.toLowerCase(), variant }
}
