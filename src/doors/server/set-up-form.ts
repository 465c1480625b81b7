import { z } from 'zod'
import { type Administration, type Administrator, administrations } from './administrators.ts'

const administrator = z.object({
  account: z.string().trim().min(3).max(60),
  name: z.string().trim().min(1).max(40),
  password: z.string().min(12).max(200),
})
export const asked = ['account', 'name', 'password'] as const
export type Asked = (typeof asked)[number]
export type FieldName = `${Administration}-${Asked}`

/** What is wrong with a field, as the end of a message's key. */
export type Fault = 'account-short' | 'name-missing' | 'password-hint' | 'account-same' | 'password-same' | 'taken'
export type Faults = Partial<Record<FieldName, Fault>>

const faultOf = { account: 'account-short', name: 'name-missing', password: 'password-hint' } as const

/** Three administrators out of a form, or what is wrong with it. They are three people: nothing may be the same twice. */
export function readAdministrators(
  fields: Readonly<Record<string, string>>,
): { three: Record<Administration, Administrator>; faults: null } | { three: null; faults: Faults } {
  const faults: Faults = {}
  const read = administrations.map((role) => {
    const given = Object.fromEntries(asked.map((name) => [name, fields[`${role}-${name}`] ?? '']))
    const parsed = administrator.safeParse(given)
    for (const issue of parsed.error?.issues ?? []) {
      const name = issue.path[0] as Asked
      faults[`${role}-${name}`] = faultOf[name]
    }
    return parsed.data
  })
  const [sysAdmin, securityAdmin, auditAdmin] = read
  markRepeated(fields, faults, 'account', (typed) => typed.trim().normalize('NFKC').toLowerCase())
  markRepeated(fields, faults, 'password', (typed) => typed)
  if (!sysAdmin || !securityAdmin || !auditAdmin || Object.keys(faults).length > 0) return { three: null, faults }
  return { three: { sysAdmin, securityAdmin, auditAdmin }, faults: null }
}

/** Told at the later one of two that are the same, unless that one is wrong by itself. */
function markRepeated(
  fields: Readonly<Record<string, string>>,
  faults: Faults,
  field: 'account' | 'password',
  keyOf: (typed: string) => string,
): void {
  const seen = new Set<string>()
  for (const role of administrations) {
    const key = keyOf(fields[`${role}-${field}`] ?? '')
    if (seen.has(key)) faults[`${role}-${field}`] ??= `${field}-same`
    seen.add(key)
  }
}
