import type { Action } from '../../../../capabilities/people/permissions.ts'
import type { Sent } from './client.ts'
import type { Holder } from './holders.ts'
import type { Matters } from './matters.ts'
import { mayAnywhere, mayAt } from './table.ts'
import { type CommunityName, communityNames, type PlaceName } from './where.ts'
import type { World } from './world.ts'

export interface Walked {
  readonly world: World
  readonly matters: Matters
}

/** One thing that a route can be asked, and what the permission table says to it. */
export interface Probe {
  /** The place it is about, where it is about one. */
  readonly place: PlaceName | null
  readonly what?: string
  send(): Omit<Sent, 'method'> | Promise<Omit<Sent, 'method'>>
  /** Statuses for somebody who may do the route's action somewhere. The other two answers, 401 and 403, are the walk's. */
  expect(holder: Holder, by: 'nothing' | 'session' | 'token'): readonly number[]
  /** What a good answer has to hold, exactly. */
  holds?(holder: Holder, body: unknown): { readonly found: unknown; readonly wanted: unknown }
}

export const done = [200]
/** The rules may have their own reasons against it: that is no longer a question of who. */
export const doneOrRefused = [200, 409]
export const notThere = [404]
export const anybody = () => done

export const one = (url: string, payload?: object): Probe[] => [
  { place: null, send: () => ({ url, ...(payload && { payload }) }), expect: anybody },
]
/** Asked of each community, and answered in those that the holder reaches as a whole. */
export const ofWhole = (
  action: Action,
  send: (name: CommunityName) => ReturnType<Probe['send']>,
  more: Pick<Probe, 'holds'> | ((name: CommunityName) => Pick<Probe, 'holds'>) = {},
): Probe[] =>
  communityNames.map((name) => ({
    place: name,
    send: () => send(name),
    expect: (holder) => (mayAt(holder, action, name) ? done : notThere),
    ...(typeof more === 'function' ? more(name) : more),
  }))

/** What the gate itself answers: nobody, or somebody with no row of the table. */
export function atTheGate(action: string, holder: Holder | null): number | null {
  if (action === 'public') return null
  if (!holder) return 401
  return action === 'signed_in' || mayAnywhere(holder, action as Action) ? null : 403
}
