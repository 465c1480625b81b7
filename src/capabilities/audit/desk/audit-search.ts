import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import { type AuditFilter, results } from '../model.ts'
import { routes } from '../routes.ts'

/** What stands in the address; a value that is undefined leaves it. */
export type Search = Readonly<Record<string, string | undefined>>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const day = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** The filter that an address asks for. What is no filter, in a link that somebody mended by hand, is left out. */
export function filterOf(search: Search): AuditFilter {
  const { chain = '', person = '', what = '', from = '', to = '' } = search
  const result = results.find((known) => known === search.result)
  return {
    ...((chain === 'installation' || uuid.test(chain)) && { chain: chain as 'installation' | CommunityId }),
    ...(uuid.test(person) && { person: person as PersonId }),
    ...(/^[a-z0-9_.-]{1,100}$/.test(what) && { what }),
    ...(result && { result }),
    ...(day(from) && { from }),
    ...(day(to) && { to }),
  }
}

/** Where the lines of a search are to be had as CSV. */
export function exportAddress(filter: AuditFilter): string {
  const query = new URLSearchParams(filter as Record<string, string>)
  return query.size > 0 ? `${routes.export.path}?${query}` : routes.export.path
}
