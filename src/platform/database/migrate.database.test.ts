import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { type MigrationOptions, migrate } from './migrate.ts'
import { appRole } from './roles.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let test: TestDatabase
let folder: string
/** Roles belong to the whole server: these names are this file's own. */
const mine = `migrate_${newId().slice(-12)}`

beforeAll(async () => {
  test = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'silin-migrations-'))
  await cp('migrations', folder, { recursive: true })
})
afterAll(async () => {
  await test.drop()
  await rm(folder, { recursive: true, force: true })
})

const again = (more: Partial<MigrationOptions> = {}) =>
  migrate({
    ownerUrl: test.ownerUrl,
    folder,
    appRole: appRole('silin_test', test.secret),
    secret: test.secret,
    ...more,
  })
const about = (setting: string, words: string) =>
  expect.objectContaining({ name: 'ConfigError', setting, message: expect.stringContaining(words) })

describe('a database that is up to date', () => {
  it('stays as it is', async () => {
    expect(await again()).toBe(0)
  })

  it('is not touched when a step was edited after it had been run', async () => {
    const path = join(folder, '0002-places.sql')
    const sql = await readFile(path, 'utf8')
    await writeFile(path, `${sql}\n-- once more\n`)
    await expect(again()).rejects.toThrow(about('DATABASE_URL', '0002-places.sql was edited'))
    await writeFile(path, sql)
  })

  it('of a newer Silin is left to that one', async () => {
    await test.owner.query("insert into silin_migrations (name, checksum) values ('9999-later.sql', 'x')")
    await expect(again()).rejects.toThrow(about('DATABASE_URL', 'it knows 9999-later.sql'))
    await test.owner.query("delete from silin_migrations where name = '9999-later.sql'")
  })

  it('takes no other secret, and the first server is not locked out', async () => {
    const secret = 'another secret, as good as the first one'
    const attempt = again({ secret, appRole: appRole('silin_test', secret) })
    await expect(attempt).rejects.toThrow(about('SILIN_SECRET', 'is not the secret that this database was made with'))
    const client = new pg.Client({ connectionString: test.appUrl })
    await client.connect()
    await expect(client.query('select * from secret_fingerprint')).rejects.toThrow(/permission denied/)
    await client.end()
  })

  it('remembers the secret of the first start after it learnt to', async () => {
    await test.owner.query('delete from secret_fingerprint')
    await again()
    await expect(again({ secret: 'x'.repeat(40) })).rejects.toThrow(about('SILIN_SECRET', 'is not the secret'))
  })
})

describe('rights', () => {
  it('that the owner lacks are named in one sentence', async () => {
    const name = `${mine}_owner`
    await test.owner.query(`create role ${name} login password 'x'`)
    await test.owner.query(`create database ${name}`)
    const url = new URL(test.ownerUrl)
    Object.assign(url, { username: name, password: 'x', pathname: `/${name}` })
    const attempt = () => again({ ownerUrl: url.toString(), appRole: appRole(name, test.secret) })
    await expect(attempt()).rejects.toThrow(about('DATABASE_URL', 'make it the owner of the database'))
    await test.owner.query(`alter database ${name} owner to ${name}`)
    await expect(attempt()).rejects.toThrow(about('DATABASE_URL', `the role ${name}_app; give it CREATEROLE`))
    await test.owner.query(`alter role ${name} createrole`)
    await expect(attempt()).resolves.toBe(0)
    await test.owner.query(`drop database ${name} with (force)`)
    await test.owner.query(`drop role ${name}_app; drop role ${name}`)
  })

  it('of an application role of somebody’s own making may not reach above the wall', async () => {
    const name = `${mine}_app`
    const own = () => again({ appRole: { name, password: null } })
    await expect(own()).rejects.toThrow(about('SILIN_APP_DATABASE_URL', 'no role of that name'))
    await test.owner.query(`create role ${name} login password 'x'`)
    for (const [given, taken, words] of [
      [`alter role ${name} superuser`, `alter role ${name} nosuperuser`, 'is a superuser'],
      [`alter role ${name} bypassrls`, `alter role ${name} nobypassrls`, 'BYPASSRLS'],
      [`create table mine (); alter table mine owner to ${name}`, 'drop table mine', 'owns tables'],
      [`grant silin_owner to ${name}`, `revoke silin_owner from ${name}`, 'member of their owner'],
    ] as const) {
      await test.owner.query(given)
      await expect(own()).rejects.toThrow(about('SILIN_APP_DATABASE_URL', words))
      await test.owner.query(taken)
    }
    expect(await own()).toBe(0)
    await test.owner.query(`drop owned by ${name}`)
    await test.owner.query(`drop role ${name}`)
  })
})
