import { v7 } from 'uuid'

/** Chance that is the same at every start: everything that is made up is drawn from a seed. */
export interface Random {
  /** 0 ≤ … < 1 */
  next(): number
  chance(probability: number): boolean
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  pick<T>(list: readonly T[]): T
  weighted<T>(list: readonly (readonly [item: T, weight: number])[]): T
  /** Minutes that are mostly near the median and now and then much longer, as waiting is. */
  around(median: number, spread?: number): number
  /** A UUIDv7 that was born at this millisecond since 1970. */
  id<Id extends string>(at: number): Id
}

/** mulberry32 (Tommy Ettinger, public domain), begun at a hash of the seed (FNV-1a). */
export function randomFrom(seed: string): Random {
  let state = 0x811c9dc5
  for (const sign of seed) state = Math.imul(state ^ (sign.codePointAt(0) ?? 0), 0x01000193)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick(list) {
      const item = list[between(0, list.length - 1)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    weighted(list) {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of list) {
        left -= weight
        if (left < 0) return item
      }
      throw new RangeError('nothing with any weight to pick from')
    },
    around(median, spread = 0.7) {
      // Box and Muller: a normal number out of two even ones.
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(spread * normal)
    },
    id<Id extends string>(at: number) {
      return v7({ msecs: at, random: Uint8Array.from({ length: 16 }, () => between(0, 255)) }) as Id
    },
  }
}
