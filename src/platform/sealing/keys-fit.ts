import { unwrapKey } from './cipher.ts'
import { masterKeyOf } from './master-key.ts'

/** A data key as it is kept. */
export interface WrappedKey {
  readonly id: string
  readonly wrapped: Buffer
  readonly master: Buffer
}

/** How many of these keys do not come out of their wrapping with this secret: what they seal could be opened by nobody. */
export function keysThatDoNotFit(keys: readonly WrappedKey[], secret: string): number {
  const master = masterKeyOf(secret)
  return keys.filter((key) => !key.master.equals(master.id) || !comesOut(master.bytes, key)).length
}

function comesOut(master: Buffer, { id, wrapped }: WrappedKey): boolean {
  try {
    return unwrapKey(master, id, wrapped).length > 0
  } catch {
    return false
  }
}
