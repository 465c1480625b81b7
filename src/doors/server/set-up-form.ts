import { z } from 'zod'
import { judgePassword, type PasswordFault } from '../../capabilities/people/index.ts'
import { type Administration, type Administrator, administrations } from './administrators.ts'

const administrator = z.object({
  account: z.string().trim().min(3).max(60),
  name: z.string().trim().min(1).max(40),
  password: z.string().min(1).max(1_000),
})
export const asked = ['account', 'name', 'password'] as const
export type Asked = (typeof asked)[number]
export type FieldName = `${Administration}-${Asked}`

/** What is wrong with a field, as a message's key. */
export type Fault =
  | `server.set-up.${'account-short' | 'name-missing' | 'password-hint' | 'account-same' | 'password-same' | 'taken'}`
  | `people.password.${PasswordFault}`
export type Faults = Partial<Record<FieldName, Fault>>

const faultOf = {
  account: 'server.set-up.account-short',
  name: 'server.set-up.name-missing',
  password: 'server.set-up.password-hint',
} as const

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
    const { account = '', name = '', password = '' } = given
    const fault = password === '' ? null : judgePassword(password, [account, name, role])
    if (fault) faults[`${role}-password`] = `people.password.${fault}`
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
    if (seen.has(key)) faults[`${role}-${field}`] ??= `server.set-up.${field}-same`
    seen.add(key)
  }
}
