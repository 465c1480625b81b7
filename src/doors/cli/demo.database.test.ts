import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoStaff } from '../../../demo/people.ts'
import { createPeople, createSignIn, type SignIn } from '../../capabilities/people/index.ts'
import { foundCommunity } from '../../capabilities/places/index.ts'
import { parseConfig } from '../../platform/config/config.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing/test-database.ts'
import type { House } from '../../platform/house.ts'
import { createLog } from '../../platform/log/log.ts'
import { seedGround } from '../server/ground.ts'
import { buildHouse } from '../server/house.ts'
import { loadDemoInto } from './demo.ts'
import { requireOwnKind } from './kind-of-instance.ts'

let test: TestDatabase
const ends: (() => Promise<void>)[] = []

/** One of several servers on the same database. */
function server(environment: Record<string, string> = {}): { house: House; signIn: SignIn } {
  const config = parseConfig({ SILIN_DATA: '/tmp', ...environment })
  const { house, close } = buildHouse(config, createLog('silent'), test, !config.production)
  const signIn = createSignIn(
    house,
    createPeople(house),
    { send: async () => {} },
    {
      databaseUrl: test.appUrl,
      secret: test.secret,
    },
  )
  ends.push(signIn.close, close)
  return { house, signIn }
}
const production = {
  SILIN_ENV: 'production',
  SILIN_SECRET: 'x'.repeat(40),
  SILIN_PUBLIC_URL: 'https://silin.example.cn',
}
const accounts = async () => {
  const found = await test.owner.query<{ n: number }>(
    'select count(*)::int as n from people p join "user" u on u.id = p.user_id join "account" a on a."userId" = u.id',
  )
  return found.rows[0]?.n
}

beforeAll(async () => {
  test = await testDatabase()
  await seedGround(server().house)
})
afterAll(async () => {
  await Promise.all(ends.map((end) => end()))
  await test.drop()
})

describe('a database is of one kind', () => {
  it('an empty one may become either', async () => {
    await requireOwnKind(server().house)
    await requireOwnKind(server(production).house)
  })

  it('two servers that start at once load one demo', async () => {
    const both = [server(), server()]
    const signs = await Promise.all(both.map(({ house, signIn }) => loadDemoInto(house, signIn)))
    expect(signs.map((one) => one.loaded).sort()).toEqual([false, true])
    expect(await accounts()).toBe(demoStaff.length)
  })

  it('accounts that a broken start left out, or left half made, are made up for at the next one', async () => {
    const { house, signIn } = server()
    // One person has no account yet; of another's only the sign-in library knows.
    const cut = await test.owner.query<{ id: string }>(`
      with half as (update people set user_id = null where id in (
        select p.id from people p where p.user_id is not null limit 2) returning id)
      select id from half`)
    expect(cut.rows).toHaveLength(2)
    await test.owner.query(`delete from "user" where id = (
      select u.id from "user" u where not exists (select 1 from people p where p.user_id = u.id) limit 1)`)
    const { loaded, password } = await loadDemoInto(house, signIn)
    expect(loaded).toBe(false)
    expect(await accounts()).toBe(demoStaff.length)
    for (const { account } of demoStaff) {
      const reply = { header: () => {}, request: { ip: '127.0.0.1', headers: {} } } as never
      expect(await signIn.byPassword(account, password, reply), account).toBe(true)
    }
  })

  it('the demo does not become a real instance', async () => {
    await requireOwnKind(server().house)
    const attempt = requireOwnKind(server(production).house)
    await expect(attempt).rejects.toThrow(/holds the demo community/)
    await expect(attempt).rejects.toMatchObject({ setting: 'SILIN_DATA' })
  })

  it('a real instance is not opened as a demo', async () => {
    const { house } = server(production)
    const areaCode = '370705001777'
    await foundCommunity(house, {
      areaCode,
      name: '甲社区',
      phone: '1',
      sponsor: '乙',
      filingNumber: null,
      dutyName: '丙',
    })
    const attempt = requireOwnKind(server().house)
    await expect(attempt).rejects.toThrow(/must be production/)
    await expect(attempt).rejects.toMatchObject({ setting: 'SILIN_ENV' })
  })
})
