import { type AuditFilter, auditFilter } from '../model.ts'
import { routes } from '../routes.ts'

/** What stands in the address; a value that is undefined leaves it. */
export type Search = Readonly<Record<string, string | undefined>>

/** The filter that an address asks for. What is no filter, in a link that somebody mended by hand, is left out. */
export function filterOf(search: Search): AuditFilter {
  const fields = Object.entries(auditFilter.shape).flatMap(([name, model]) => {
    const read = model.safeParse(search[name] || undefined)
    return read.success && read.data !== undefined ? [[name, read.data]] : []
  })
  return Object.fromEntries(fields)
}

/** Where the lines of a search are to be had as CSV. */
export function exportAddress(filter: AuditFilter): string {
  const query = new URLSearchParams(filter as Record<string, string>)
  return query.size > 0 ? `${routes.export.path}?${query}` : routes.export.path
}
