import { type AuditEntry, linkOf, macOf } from '../../platform/audit/entry.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Sealing } from '../../platform/sealing/sealing.ts'
import type { KeptEntry, Mark } from './store.ts'

type Keyed = Pick<Sealing, 'hash'>

/** Where a chain stands: after how many lines, with which hash. */
export interface Head {
  readonly number: number
  readonly hash: Buffer
}

/**
 * What can be wrong with a chain. `missing`: a line is gone; `changed`: one says something else than when it was written;
 * `reordered`: one stands where it did not; `foreign`: one was not written by Silin; `cut_off`: the end is gone;
 * `rewritten`: the chain once had another line there; `beginning`: older lines are gone that nobody took away for their
 * age.
 */
export type FaultKind = 'missing' | 'changed' | 'reordered' | 'foreign' | 'cut_off' | 'rewritten' | 'beginning'

export interface Fault {
  readonly kind: FaultKind
  /** The place in the chain, where it has one. */
  readonly number: number | null
  readonly entryId: string | null
}

export const isFault = (found: Head | Fault): found is Fault => 'entryId' in found

/** Chains lines on to a head, in the order given. */
export function linksAfter(sealing: Keyed, head: Head, entries: readonly AuditEntry[]) {
  let last = head
  return entries.map((entry) => {
    const number = last.number + 1
    last = { number, hash: linkOf(sealing, last, number, entry) }
    return { id: entry.id, ...last }
  })
}

/** Follows sealed lines from a head: to the next head, or to the first that is not as it was. */
export function follow(sealing: Keyed, from: Head, entries: readonly KeptEntry[]): Head | Fault {
  let head = from
  for (const entry of entries) {
    const number = head.number + 1
    const fault = (kind: FaultKind): Fault => ({ kind, number, entryId: entry.id })
    if (entry.number !== number || entry.hash === null) return { kind: 'missing', number, entryId: null }
    const isOurs = macOf(sealing, entry).equals(entry.mac)
    if (!linkOf(sealing, head, number, entry).equals(entry.hash)) return fault(isOurs ? 'reordered' : 'changed')
    if (!isOurs) return fault('foreign')
    head = { number, hash: entry.hash }
  }
  return head
}

/** Whether Silin wrote this line, as far as its own keyed hash tells. */
export function isWrittenHere(sealing: Keyed, entry: KeptEntry): boolean {
  return macOf(sealing, entry).equals(entry.mac)
}

function markText(chain: CommunityId, mark: Omit<Mark, 'mac'>): string {
  const at = mark.madeAt.toString({ smallestUnit: 'microsecond' })
  return JSON.stringify([1, chain, mark.kind, mark.number, mark.hash.toString('hex'), at])
}

export function markOf(sealing: Keyed, chain: CommunityId, mark: Omit<Mark, 'mac'>): Mark {
  return { ...mark, mac: sealing.hash('audit mark', markText(chain, mark)) }
}

/** Marks that Silin made itself. Others prove nothing and are left out. */
export function genuine(sealing: Keyed, chain: CommunityId, marks: readonly Mark[]): Mark[] {
  return marks.filter((mark) => markOf(sealing, chain, mark).mac.equals(mark.mac))
}
