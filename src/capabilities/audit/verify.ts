import type { Temporal } from 'temporal-polyfill'
import { installationChain } from '../../platform/audit/deed.ts'
import { beginning } from '../../platform/audit/entry.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { type Fault, follow, genuine, type Head, isFault, isWrittenHere } from './chain.ts'
import type { Chain } from './model.ts'
import { countLines, marksOf, sealedAfter, unsealed } from './store.ts'

/** Lines that are read in one unit of work. */
const batch = 2_000

export type Verified =
  | {
      readonly ok: true
      readonly count: number
      readonly head: Head
      /** Lines that have no place yet, and since when the oldest waits: a second or so while a server runs. */
      readonly waiting: number
      readonly waitingSince: Temporal.Instant | null
    }
  | { readonly ok: false; readonly count: number; readonly fault: Fault }

export interface VerifyOptions {
  /** Where the chain stood once, by what was kept outside of the database: the server's log. */
  readonly heads?: readonly Head[]
  readonly progress?: (done: number, total: number) => void
  /** Only what came after the last head that was noted: a day's lines, which is soon done. */
  readonly recent?: boolean
}

/** The id under which a chain stands in the database. */
export const chainId = (chain: Chain): CommunityId => (chain === 'installation' ? installationChain : chain)

/** And back: what the database calls a chain, as the API does. */
export const chainName = (id: string): string => (id === installationChain ? 'installation' : id)

/**
 * Follows a chain from its anchor to its end. Answers how many lines there are and where it stands, or the first thing
 * that is wrong with it. Nothing is changed.
 */
export async function verifyAudit(
  house: Pick<House, 'database' | 'sealing'>,
  chain: Chain,
  options: VerifyOptions = {},
): Promise<Verified> {
  const id = chainId(chain)
  let anchor = await startOf(house, id, options)
  for (;;) {
    const verified = await followFrom(house, id, anchor, options)
    if (verified.ok) return verified
    // Old lines may have been taken away for their age while they were read.
    const now = await startOf(house, id, options)
    if (now.number === anchor.number) return verified
    anchor = now
  }
}

async function startOf(
  house: Pick<House, 'database' | 'sealing'>,
  chain: CommunityId,
  { recent = false }: VerifyOptions,
): Promise<Head> {
  const marks = await house.database.work({ communities: [chain] }, (work) => marksOf(work, chain))
  return genuine(house.sealing, chain, marks).findLast((mark) => recent || mark.kind === 'anchor') ?? beginning
}

async function followFrom(
  house: Pick<House, 'database' | 'sealing'>,
  chain: CommunityId,
  anchor: Head,
  { heads = [], progress }: VerifyOptions,
): Promise<Verified> {
  const { database, sealing } = house
  const scope = { communities: [chain] }
  const total = progress ? await database.work(scope, (work) => countLines(work, chain)) : 0
  const marks = await database.work(scope, (work) => marksOf(work, chain))
  const known = [...genuine(sealing, chain, marks).filter((mark) => mark.kind === 'head'), ...heads]
    .filter(({ number }) => number >= anchor.number)
    .toSorted((one, other) => one.number - other.number)
  let head = anchor
  /** What lies before the fault is good. */
  const broken = (fault: Fault): Verified => ({
    ok: false,
    count: (fault.number === null ? head.number : fault.number - 1) - anchor.number,
    fault,
  })
  /** The first of the known heads that this stretch contradicts. */
  const contradicted = (from: Head, hashes: ReadonlyMap<number, Buffer>, to: number) =>
    known.find(({ number, hash }) => number > from.number && number <= to && !hashes.get(number)?.equals(hash))

  const atAnchor = known.find(({ number }) => number === anchor.number && number > 0)
  if (atAnchor && !atAnchor.hash.equals(anchor.hash))
    return broken({ kind: 'rewritten', number: anchor.number, entryId: null })
  for (;;) {
    const lines = await database.work(scope, (work) => sealedAfter(work, chain, head.number, batch))
    const to = follow(sealing, head, lines)
    if (isFault(to)) {
      return broken(to.kind === 'missing' && to.number === anchor.number + 1 ? { ...to, kind: 'beginning' } : to)
    }
    const wrong = contradicted(
      head,
      new Map(lines.map((line) => [line.number ?? 0, line.hash ?? Buffer.of()])),
      to.number,
    )
    if (wrong) return broken({ kind: 'rewritten', number: wrong.number, entryId: null })
    head = to
    progress?.(head.number - anchor.number, total)
    if (lines.length < batch) break
  }
  const beyond = known.findLast(({ number }) => number > head.number)
  if (beyond) return broken({ kind: 'cut_off', number: head.number + 1, entryId: null })
  const waiting = await database.work(scope, (work) => unsealed(work, chain, batch))
  const foreign = waiting.find((line) => !isWrittenHere(sealing, line))
  if (foreign) return broken({ kind: 'foreign', number: null, entryId: foreign.id })
  return {
    ok: true,
    count: head.number - anchor.number,
    head,
    waiting: waiting.length,
    waitingSince: waiting[0]?.at ?? null,
  }
}
