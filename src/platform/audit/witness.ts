import type { Clock } from '../clock/clock.ts'
import { type CommunityId, newId } from '../ids.ts'
import type { Hashing } from '../sealing/hashing.ts'
import type { AuditResult, Deed } from './deed.ts'
import { type AuditEntry, macOf } from './entry.ts'
import { networkOf } from './network.ts'

/** A statement for the driver. */
export interface Line {
  readonly text: string
  readonly values: readonly unknown[]
  /**
   * The line as a part of another statement (`with … as (…)`), one for each row of something named before.
   * @param first the number of its first placeholder
   */
  partFrom(source: string, first: number): string
}

/** Writes the lines of deeds. */
export interface Witness {
  /** The statement that writes one line, if its transaction has written anything or `isAlone`. */
  line(
    deed: Deed,
    chain: CommunityId,
    outcome: { readonly result: AuditResult; readonly reason: string | null; readonly isAlone: boolean },
  ): Line
}

/** Only what a transaction has written is worth its line: a lookup that found nothing to do is not. */
const ifWritten = 'pg_current_xact_id_if_assigned() is not null'
const columns = 'community_id, id, at, deed_id, person_id, what, about, network, account, result, reason, mac' as const
const types = [
  'uuid',
  'uuid',
  'timestamptz',
  'uuid',
  'uuid',
  'text',
  'jsonb',
  'bytea',
  'bytea',
  'text',
  'text',
  'bytea',
]
const valuesFrom = (first: number) => types.map((type, index) => `$${first + index}::${type}`).join(', ')
const insertFrom = (first: number) => `insert into audit_entries (${columns}) select ${valuesFrom(first)}`
const insertAlone = insertFrom(1)

export function createWitness({ sealing, clock }: { sealing: Hashing; clock: Clock }): Witness {
  const network = (address: string) => sealing.hash('audit network', networkOf(address))
  return {
    line(deed, chain, { result, reason, isAlone }) {
      const at = clock.now().round({ smallestUnit: 'microsecond', roundingMode: 'floor' })
      const entry: AuditEntry = {
        chain,
        id: newId<string>(at.epochMilliseconds),
        at,
        deedId: deed.id,
        personId: deed.personId,
        what: deed.what,
        about: deed.about,
        network: deed.address === null ? null : network(deed.address),
        account: deed.account === null ? null : sealing.hash('audit account', deed.account),
        result,
        reason,
      }
      return {
        text: isAlone ? insertAlone : `${insertAlone} where ${ifWritten}`,
        partFrom: (source, first) => `${insertFrom(first)} from ${source}`,
        values: [
          entry.chain,
          entry.id,
          entry.at.toString(),
          entry.deedId,
          entry.personId,
          entry.what,
          JSON.stringify(entry.about),
          entry.network,
          entry.account,
          entry.result,
          entry.reason,
          macOf(sealing, entry),
        ],
      }
    },
  }
}
