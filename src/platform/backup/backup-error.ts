/**
 * Why a backup cannot be made, read or restored: one sentence for whoever runs the installation, which begins with what
 * it is about (a path, a setting) and says what to do. Nothing else ends a backup or a restore in an orderly way.
 */
export class BackupError extends Error {
  constructor(about: string, sentence: string, cause?: unknown) {
    super(`${about}: ${sentence}`, { cause })
    this.name = 'BackupError'
  }
}

/** What the system says of a full or broken disk, as a sentence; anything else is thrown on as it is. */
export function diskError(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new BackupError(path, 'there is no space left on that disk; nothing was kept', error)
  if (code === 'EFBIG')
    return new BackupError(path, 'files of this size are not allowed there; nothing was kept', error)
  if (code === 'ENOENT') return new BackupError(path, 'there is no such file or folder', error)
  if (code === 'EISDIR') return new BackupError(path, 'is a folder; name a file', error)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new BackupError(path, `may not be read or written by this user (${code})`, error)
  if (code === 'EIO') return new BackupError(path, 'the disk could not be read or written (EIO)', error)
  return error
}
