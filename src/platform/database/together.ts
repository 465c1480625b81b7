import type pg from 'pg'
import type { CommunityId } from '../ids.ts'
import { inOneWrite } from './one-write.ts'
import { preparedName } from './prepared.ts'

/** For whom a unit of work is opened: whose rows it may see and write. */
export interface Scope {
  readonly communities: readonly CommunityId[]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Ids are checked, not quoted: nothing but hexadecimal digits and hyphens can stand in this text. */
export function opening(scope: Scope): string {
  return `begin; ${scoped(scope.communities)}`
}
export function scoped(communities: readonly CommunityId[]): string {
  for (const id of communities) if (!uuid.test(id)) throw new Error('a scope holds ids of communities and nothing else')
  return `set local silin.communities = '${communities.join(',')}'`
}

/** One statement of several in a transaction: for whom, its text, and its values. */
export interface Joining {
  readonly scope: Scope
  readonly text: string
  readonly values: unknown[]
}

/** Whoever waits for another's row gives way to those who are sent with them, and waits for it alone (milliseconds). */
const giveWay = 500

/**
 * Statements in one transaction and one write, each in its own scope. All are kept or none is.
 * @returns the rows of each
 * @throws Error of the first that failed
 */
export async function sendTogether(client: pg.ClientBase, asks: readonly Joining[]): Promise<(readonly object[])[]> {
  let scope = ''
  inOneWrite(client)
  const sent: Promise<unknown>[] = []
  const answers: Promise<pg.QueryResult<object>>[] = []
  for (const { scope: wanted, text, values } of asks) {
    const next = scoped(wanted.communities)
    if (sent.length === 0) {
      const limit = asks.length > 1 ? `; set local lock_timeout = ${giveWay}` : ''
      sent.push(client.query(`${opening(wanted)}${limit}`))
    } else if (next !== scope) sent.push(client.query(next))
    scope = next
    answers.push(client.query<object>({ text, values, ...preparedName(text) }))
  }
  sent.push(client.query('commit'))
  const settled = await Promise.allSettled([...answers, ...sent])
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return (await Promise.all(answers)).map((answer) => answer.rows)
}
