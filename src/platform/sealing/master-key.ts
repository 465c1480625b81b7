import { keyFromSecret } from './cipher.ts'

/** The key that wraps all others: made from the installation's secret, stored nowhere. */
export interface MasterKey {
  readonly bytes: Buffer
  /** By which a wrapped key says under which master it is; the key cannot be had from it. */
  readonly id: Buffer
}

export function masterKeyOf(secret: string): MasterKey {
  return { bytes: keyFromSecret(secret, 'master key'), id: keyFromSecret(secret, 'name of the master key') }
}

/** Two keys of the installation that never change: all that is found by hash hangs on the one. */
export interface RootKeys {
  readonly hash: Buffer
  /** Of values that were sealed before there were data keys. */
  readonly before: Buffer
}

/** What they begin as. They are wrapped with the first change of the secret, and then no longer follow from it. */
export function rootKeysOf(secret: string): RootKeys {
  return { hash: keyFromSecret(secret, 'hash'), before: keyFromSecret(secret, 'seal') }
}
