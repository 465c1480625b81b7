import type { Temporal } from 'temporal-polyfill'
import type { CommunityId, PersonId } from '../ids.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { About, AuditResult } from './deed.ts'

/** One line of the audit log. */
export interface AuditEntry {
  readonly chain: CommunityId
  readonly id: string
  /** To the microsecond, which is what the database keeps. */
  readonly at: Temporal.Instant
  readonly deedId: string
  readonly personId: PersonId | null
  readonly what: string
  readonly about: About
  readonly network: Buffer | null
  readonly account: Buffer | null
  readonly result: AuditResult
  readonly reason: string | null
}

/** What a chain begins with. */
export const beginning = { number: 0, hash: Buffer.alloc(32) } as const

/** The one way to write a line as bytes; a new field needs a new version, so that old lines still verify. */
function canonical(entry: AuditEntry): string {
  const about = Object.entries(entry.about).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([
    1,
    entry.chain,
    entry.id,
    entry.at.toString({ smallestUnit: 'microsecond' }),
    entry.deedId,
    entry.personId,
    entry.what,
    about,
    entry.network?.toString('hex') ?? null,
    entry.account?.toString('hex') ?? null,
    entry.result,
    entry.reason,
  ])
}

/** HMAC-SHA256 of a line: that Silin wrote it. */
export function macOf(sealing: Pick<Sealing, 'hash'>, entry: AuditEntry): Buffer {
  return sealing.hash('audit line', canonical(entry))
}

/** HMAC-SHA256 of a line together with everything before it: that it stands at this number of its chain. */
export function linkOf(
  sealing: Pick<Sealing, 'hash'>,
  before: { readonly hash: Buffer },
  number: number,
  entry: AuditEntry,
): Buffer {
  return sealing.hash('audit chain', `${number}\n${before.hash.toString('hex')}\n${canonical(entry)}`)
}
