import type { CommunityId } from '../ids.ts'

/** Seals with one key, whose community was named when it was asked for. */
export interface Sealer {
  /** Text to bytes that only this installation can open. Twice the same text gives different bytes. */
  seal(text: string): Buffer
}

/**
 * Personal data leaves the application only sealed, and is found again only by a keyed hash. Sealing names whose value it
 * is: each community has a data key of its own, and what is shared (people, feedback) has the installation's. Data keys are
 * in the database, wrapped by a master key that is not; see `cipher.ts`.
 *
 *     const sealer = await sealing.for(communityId)
 *     row.text_sealed = sealer.seal(text)
 */
export interface Sealing {
  /** For a value that stands in a row of this community. The key is made at its first use; then it comes from memory. */
  for(communityId: CommunityId): Promise<Sealer>
  /** For a value in a table that no community owns. */
  shared(): Promise<Sealer>
  /**
   * Opens a value of whomever. Its key is known, since rows that came from the database were looked through for keys of
   * another server.
   * @throws KeyGone when its key was destroyed; Error when the bytes were not sealed here or were changed
   */
  open(sealed: Buffer): string
  /** 32 bytes by which a sealed value is found: the same text and purpose give the same hash. */
  hash(purpose: string, text: string): Buffer
}

/** A value whose key is there no more: it can be read by nobody, which is what destroying a key is for. */
export class KeyGone extends Error {
  constructor() {
    super('the key of this value was destroyed, or belongs to another installation')
    this.name = 'KeyGone'
  }
}
