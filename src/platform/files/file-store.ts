/** A stored file, as it was put. */
export interface StoredFile {
  bytes: Buffer
  contentType: string
}

/**
 * Where photos and papers lie: a folder of this machine, or a provider that speaks S3. Rows of the database hold
 * keys only, so that an app server keeps no state.
 *
 * Each key is `<community uuid>/<file uuid>/<variant>`, made by {@link fileKey}. All three calls may be repeated
 * without harm, and a refused key ({@link parseFileKey}) or an outage rejects the promise: what resolved has happened.
 */
export interface FileStore {
  /**
   * Keeps the bytes under the key, in place of what was there; readers see the old or the new file, never half of one.
   * @param contentType one of {@link contentTypes}
   */
  put(key: string, bytes: Buffer, contentType: string): Promise<void>
  /** null: nothing lies under this key. */
  get(key: string): Promise<StoredFile | null>
  /** Also resolves when there was nothing. */
  delete(key: string): Promise<void>
}
