import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import { Database } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { appRole } from '../database/roles.ts'
import { type TestDatabase, testDatabase } from '../database/testing/test-database.ts'
import { type CommunityId, newId } from '../ids.ts'
import { createWake } from '../wake.ts'
import { changeMaster, readRootKeys } from './change-master.ts'
import { keyFromSecret, keyNamedIn } from './cipher.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { replaceKeys } from './replace-keys.ts'

let test: TestDatabase
let owner: Database
const databases: Database[] = []
const community = newId<CommunityId>()
const request = newId<string>()
let sequence = 0

function server(secret = test.secret, roots?: Awaited<ReturnType<typeof readRootKeys>>) {
  const database = new Database({ url: test.appUrl, size: 4 })
  databases.push(database)
  return createKeyRing(database, { secret, roots })
}
const parts = (keys: KeyRing, more: object = {}) => ({
  keys,
  database: owner,
  clock: systemClock,
  wake: createWake(null),
  settle: 300,
  ...more,
})

beforeEach(async () => {
  test = await testDatabase()
  owner = new Database({ url: test.ownerUrl, size: 4 })
  databases.push(owner)
  sequence = 0
  await test.owner.query("insert into areas (code, level, name) values ('370705001901', 'community', 'A')")
  await test.owner.query(
    "insert into communities (id, number, area_code, name, phone, sponsor) values ($1, 1, '370705001901', 'x', '1', 'x')",
    [community],
  )
  // What a request asks of its rows is another test's matter.
  await test.owner.query('alter table request_events drop constraint request_events_community_id_request_id_fkey')
})
afterEach(async () => {
  await Promise.all(databases.splice(0).map((one) => one.close()))
  await test.drop()
})

/** A neighbour's words in the history, which the application may only add to. */
async function say(keys: KeyRing, text: string): Promise<void> {
  const sealed = (await keys.sealing.for(community)).seal(text)
  await test.owner.query(
    `insert into request_events (community_id, request_id, sequence, at, type, audience, author_kind, text_sealed)
     values ($1, $2, $3, now(), 'told', 'public', 'voice', $4)`,
    [community, request, sequence++, sealed],
  )
}
async function said(): Promise<{ text_sealed: Buffer }[]> {
  return (await test.owner.query<{ text_sealed: Buffer }>('select text_sealed from request_events order by sequence'))
    .rows
}
const keysNamed = async () => new Set((await said()).map((row) => keyNamedIn(row.text_sealed)))

describe('replacing a data key', () => {
  it('seals every row anew while a server that has not heard of it goes on writing', async () => {
    const [busy, command] = [server(), server()]
    for (let n = 0; n < 450; n += 1) await say(busy, `话 ${n}`)
    await (await command.sealing.shared()).seal('')
    let stop = false
    const writing = (async () => {
      // It hears of the new key only now and then, as a server does whose notice got lost.
      while (!stop) {
        await say(busy, `话 ${sequence}`)
        if (sequence % 40 === 0) await busy.refresh()
      }
    })()
    const told: string[] = []
    const progress = (done: number, total: number, table: string) => void told.push(`${table} ${done}/${total}`)
    const [done] = await replaceKeys([community], parts(command, { settle: 1500, progress }))
    stop = true
    await writing
    expect(done!.values).toBeGreaterThanOrEqual(450)
    const keys = await test.owner.query<{ id: string; retired: boolean }>(
      'select id, retired_at is not null as retired from data_keys where community_id = $1 order by version',
      [community],
    )
    expect(keys.rows.map((row) => row.retired)).toEqual([true, false])
    expect(await keysNamed()).toEqual(new Set([keys.rows[1]!.id]))
    const rows = await said()
    expect(rows.map((row) => busy.sealing.open(row.text_sealed))).toEqual(rows.map((_, n) => `话 ${n}`))
    expect(told.some((line) => line.startsWith('request_events 200/'))).toBe(true)
  })

  it('goes on from where it was when it was killed, with the same key', async () => {
    const [first, second] = [server(), server()]
    for (let n = 0; n < 700; n += 1) await say(first, `话 ${n}`)
    const killed = new Error('killed')
    const dies = (done: number, _total: number, table: string) => {
      if (table === 'request_events' && done === 400) throw killed
    }
    await expect(replaceKeys([community], parts(first, { progress: dies }))).rejects.toBe(killed)
    // Half of it is done, and everything can be read.
    expect((await keysNamed()).size).toBe(2)
    await second.refresh()
    for (const [n, row] of (await said()).entries()) expect(second.sealing.open(row.text_sealed)).toBe(`话 ${n}`)
    const again = await replaceKeys([community], parts(second))
    expect(again).toEqual([{ owner: community, values: 300, resumed: true }])
    expect((await keysNamed()).size).toBe(1)
    const versions = await test.owner.query('select 1 from data_keys where community_id = $1', [community])
    expect(versions.rowCount).toBe(2)
    // And once more is a new one.
    expect(await replaceKeys([community], parts(second))).toEqual([{ owner: community, values: 700, resumed: false }])
  })

  it('seals anew what was sealed before there were data keys, and leaves other owners alone', async () => {
    const keys = server()
    const { createCipheriv, randomBytes } = await import('node:crypto')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', keyFromSecret(test.secret, 'seal'), nonce)
    const body = Buffer.concat([cipher.update('很久以前', 'utf8'), cipher.final()])
    const before = Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body])
    const person = newId<string>()
    await test.owner.query('insert into people (id, name_sealed) values ($1, $2)', [person, before])
    await say(keys, '别人的')
    const [untouched] = await said()
    await replaceKeys([null], parts(keys))
    const found = await test.owner.query<{ name_sealed: Buffer }>('select name_sealed from people where id = $1', [
      person,
    ])
    const value = found.rows[0]!.name_sealed
    expect(keyNamedIn(value)).not.toBe('before')
    expect(keys.sealing.open(value)).toBe('很久以前')
    expect(await said()).toEqual([untouched])
  })
})

describe('changing the secret', () => {
  const next = 'another secret of this installation, as good'

  it('wraps all keys anew and touches no row; hashes stay what they are, and the old secret opens nothing', async () => {
    const running = server()
    await say(running, '张桂兰')
    const rows = await said()
    const hash = running.sealing.hash('phone', '+8613800000000')
    expect(await changeMaster(owner, { old: test.secret, next })).toBe('changed')
    expect(await said()).toEqual(rows)
    // A server that runs goes on with what it has in its memory, but adds no key that nobody could unwrap.
    await running.refresh()
    expect(running.sealing.open(rows[0]!.text_sealed)).toBe('张桂兰')
    await expect(running.sealing.for(newId<CommunityId>())).rejects.toThrow('start it again with the new one')

    const restarted = server(next, await readRootKeys(owner, next))
    await restarted.refresh()
    expect(restarted.sealing.open(rows[0]!.text_sealed)).toBe('张桂兰')
    expect(restarted.sealing.hash('phone', '+8613800000000')).toEqual(hash)
    const old = server()
    await old.refresh()
    expect(() => old.sealing.open(rows[0]!.text_sealed)).toThrow()

    const start = (secret: string) =>
      migrate({ ownerUrl: test.ownerUrl, folder: 'migrations', appRole: appRole('silin_other', secret), secret })
    await expect(start(test.secret)).rejects.toThrow('is not the secret that this database was made with')
    expect(await start(next)).toBe(0)
    await test.owner.query('drop owned by silin_other_app; drop role silin_other_app')
  })

  it('again is done already, and with a wrong old secret nothing happens', async () => {
    const keys = server()
    await say(keys, '张桂兰')
    await expect(changeMaster(owner, { old: 'x'.repeat(40), next })).rejects.toThrow('SILIN_SECRET')
    expect(await changeMaster(owner, { old: test.secret, next })).toBe('changed')
    expect(await changeMaster(owner, { old: test.secret, next })).toBe('already')
    // And back, so that what was kept with the first change is wrapped anew with the second.
    expect(await changeMaster(owner, { old: next, next: test.secret })).toBe('changed')
    await keys.refresh()
    expect(keys.sealing.open((await said())[0]!.text_sealed)).toBe('张桂兰')
  })
})
