import type { AuditLine } from './model.ts'

const columns = [
  'at',
  'chain',
  'number',
  'personId',
  'personName',
  'what',
  'result',
  'reason',
  'about',
  'network',
  'account',
  'id',
] as const satisfies readonly (keyof AuditLine)[]

/** With the mark by which Excel knows UTF-8. The columns are called as in the API: this is for programs and auditors. */
export const csvHead = `\u{FEFF}${columns.join(',')}\r\n`

export function csvLine(line: AuditLine): string {
  const cells = columns.map((column) => {
    const value = line[column]
    if (value === null) return ''
    return typeof value === 'object' ? pairs(value) : String(value)
  })
  return `${cells.map(quoted).join(',')}\r\n`
}

const pairs = (about: Readonly<Record<string, string>>) =>
  Object.entries(about)
    .map(([name, id]) => `${name}=${id}`)
    .join(' ')

/** What a spreadsheet would take for a formula is text here; a name can begin with anything. */
function quoted(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
