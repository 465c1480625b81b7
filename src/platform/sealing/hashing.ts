import { keyedHash } from './cipher.ts'
import type { RootKeys } from './master-key.ts'
import type { Sealing } from './sealing.ts'

/** The half of sealing that needs no database. */
export type Hashing = Pick<Sealing, 'hash'>

export function hashingWith(roots: RootKeys): Hashing {
  return { hash: (purpose, text) => keyedHash(roots.hash, purpose, text) }
}
