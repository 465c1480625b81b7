import { installationChain } from '../../platform/audit/deed.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId, PersonId } from '../../platform/ids.ts'
import type { NameBook } from '../people/index.ts'
import { csvHead, csvLine } from './csv.ts'
import type { AuditFilter, AuditLine, AuditQuery } from './model.ts'
import { idAtDay } from './rules.ts'
import { type KeptEntry, newest, type Wanted } from './store.ts'
import { chainId, chainName } from './verify.ts'

/** Lines that an export reads at once, and that it holds at most. */
const exportPage = 2_000
const exportMost = 100_000

export type AuditBook = ReturnType<typeof createAuditBook>

/** Reads the audit log, for whoever audits: every chain, since none of them holds a word of anybody. */
export function createAuditBook(
  house: Pick<House, 'database'>,
  parts: { communityIds(): Promise<readonly CommunityId[]>; names: NameBook },
) {
  const { database } = house

  async function scopeFor(filter: AuditFilter): Promise<readonly CommunityId[]> {
    const all = [installationChain, ...(await parts.communityIds())]
    const one = filter.chain && chainId(filter.chain)
    return one ? all.filter((id) => id === one) : all
  }

  async function read(filter: AuditFilter, before: string | undefined, limit: number): Promise<KeptEntry[]> {
    const communities = await scopeFor(filter)
    const upTo = filter.to && idAtDay(filter.to, 1)
    const wanted: Wanted = {
      chain: communities.length === 1 ? communities[0] : undefined,
      personId: filter.person,
      what: filter.what,
      result: filter.result,
      from: filter.from && idAtDay(filter.from, 0),
      before: before && upTo ? (before < upTo ? before : upTo) : (before ?? upTo),
    }
    return await database.work({ communities }, (work) => newest(work, wanted, limit))
  }

  async function told(entries: readonly KeptEntry[]): Promise<AuditLine[]> {
    const ids = entries.flatMap(({ personId }) => (personId ? [personId] : []))
    const names = await parts.names.forAudit(ids)
    return entries.map((entry) => lineOf(entry, names))
  }

  return {
    /** One page, newest first. `next` is the cursor of the page after it. */
    async list({ limit, cursor, ...filter }: AuditQuery): Promise<{ items: AuditLine[]; next: string | null }> {
      const entries = await read(filter, cursor, limit + 1)
      const shown = entries.slice(0, limit)
      return { items: await told(shown), next: entries.length > limit ? (shown.at(-1)?.id ?? null) : null }
    },

    /** The lines of a search as CSV, read page by page while they are sent. */
    async *csv(filter: AuditFilter): AsyncGenerator<string> {
      yield csvHead
      let before: string | undefined
      for (let sent = 0; sent < exportMost; sent += exportPage) {
        const entries = await read(filter, before, exportPage)
        yield (await told(entries)).map(csvLine).join('')
        if (entries.length < exportPage) return
        before = entries.at(-1)?.id
      }
    },

    /** Staff by whom the log can be searched. */
    people: () => parts.names.staff(),
  }
}

function lineOf(entry: KeptEntry, names: ReadonlyMap<PersonId, string | null>): AuditLine {
  const shortly = (hash: Buffer | null) => hash?.toString('hex').slice(0, 8) ?? null
  return {
    id: entry.id,
    chain: chainName(entry.chain) as AuditLine['chain'],
    at: entry.at.toString({ smallestUnit: 'millisecond' }),
    personId: entry.personId,
    personName: entry.personId && (names.get(entry.personId) ?? null),
    what: entry.what,
    about: entry.about,
    network: shortly(entry.network),
    account: shortly(entry.account),
    result: entry.result,
    reason: entry.reason,
    number: entry.number,
  }
}
