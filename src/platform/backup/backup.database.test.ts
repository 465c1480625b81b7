import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDemo } from '../../../demo/load.ts'
import { seedCalendar } from '../../capabilities/calendar/index.ts'
import { seedAreas } from '../../capabilities/places/index.ts'
import { seedCatalogue } from '../../capabilities/requests/index.ts'
import { settableClock } from '../clock/clock.ts'
import { migrate, readSteps } from '../database/migrate.ts'
import { appRole } from '../database/roles.ts'
import { testSecret } from '../database/testing/global-setup.ts'
import { type TestDatabase, testDatabase } from '../database/testing/test-database.ts'
import { wallHoles } from '../database/wall-check.ts'
import { fileKey } from '../files/file-key.ts'
import { localFileStore } from '../files/local-file-store.ts'
import { s3FileStore } from '../files/s3-file-store.ts'
import { s3Server } from '../files/s3-server-for-tests.ts'
import { type CommunityId, type FileId, newId } from '../ids.ts'
import { createKeyRing } from '../sealing/key-ring.ts'
import { makeBackup } from './backup.ts'
import { requireEmpty, restoreBackup } from './restore.ts'
import { type ExternalDatabase, everything, externalDatabase, structure } from './testing/external.ts'
import { leftOut } from './transfer.ts'
import { walk } from './walk.ts'

let folder: string
let test: TestDatabase
let communityId: CommunityId
const photoIds: FileId[] = []
const passphrase = 'four neighbours and a lamp'
const closing: (() => Promise<unknown>)[] = []

/** What a restored database has like the other one: all but the note of the backup that it came from. */
const compared = [...leftOut, 'backups']

/** Values that a careless format would trip over. */
const difficult = ['\\N', '\\.', 'a\tb\nc\\d\r\n', '"', "'", '\u2028 🏮 张桂兰', '', ' ', '{"a":1}', '\\x00']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silin-backup-'))
  test = await testDatabase()
  await test.database.work({ communities: [] }, async (work) => {
    await seedAreas(work)
    await seedCatalogue(work)
    await seedCalendar(work, 2025, 2026)
  })
  const clock = settableClock('2026-11-24T12:41:00+08:00')
  await loadDemo({
    database: test.database,
    sealing: createKeyRing(test.database, { secret: testSecret }).sealing,
    clock,
    progress: () => {},
  })
  const found = await test.owner.query<{ id: CommunityId }>('select id from communities')
  communityId = found.rows[0]?.id as CommunityId
  for (const text of difficult)
    await test.owner.query('insert into compounds (community_id, id, name) values ($1, $2, $3)', [
      communityId,
      newId(),
      text,
    ])
  const files = localFileStore(join(folder, 'files'))
  for (let n = 0; n < 30; n += 1) {
    const id = newId<FileId>()
    photoIds.push(id)
    for (const size of ['full', 'small'])
      await files.put(fileKey(communityId, id, size), photoOf(id, size), 'image/webp')
    await test.owner.query(
      "insert into files (community_id, id, content_type, size_bytes, audience) values ($1, $2, 'image/webp', 1000, 'request')",
      [communityId, id],
    )
  }
  // Somebody is signed in: that is not taken along.
  await test.owner.query(
    `insert into "user" (id, name, email, "emailVerified") values ('u', '-', 'u', false);
     insert into session (id, "expiresAt", token, "updatedAt", "userId") values ('s', now(), 't', now(), 'u')`,
  )
})
afterAll(async () => {
  for (const close of closing.reverse()) await close()
  await test.drop()
  await rm(folder, { recursive: true, force: true })
})

const photoOf = (id: string, size: string) => Buffer.from(`${size} ${id} `.repeat(size === 'full' ? 400 : 4))
const sourceFiles = () => localFileStore(join(folder, 'files'))
async function external(): Promise<ExternalDatabase> {
  const made = await externalDatabase()
  closing.push(made.drop)
  return made
}
const back = async (name: string, ownerUrl: string, more: Partial<Parameters<typeof makeBackup>[0]> = {}) => {
  const path = join(folder, name)
  const made = await makeBackup({
    path,
    ownerUrl,
    files: sourceFiles(),
    version: '0.1.0',
    passphrase: null,
    secret: null,
    workFactor: 4,
    ...more,
  })
  return { path, made }
}
async function restoreInto(
  target: ExternalDatabase,
  path: string,
  more: Partial<Parameters<typeof restoreBackup>[0]> = {},
): Promise<void> {
  const contents = await walk(path, { passphrase: more.passphrase ?? null })
  await restoreBackup({
    path,
    contents,
    passphrase: null,
    ownerUrl: target.ownerUrl,
    files: localFileStore(join(folder, newId())),
    bringUp: target.migrateTo,
    ...more,
  })
}
const untouched = async (target: ExternalDatabase) => {
  const found = await target.superuser.query(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  )
  return found.rows
}
const refused = (words: RegExp) =>
  expect.objectContaining({ name: 'BackupError', message: expect.stringMatching(words) })

describe('a backup', () => {
  it('restored into an external database is the same to the last byte, with its keys, walls and rights', async () => {
    const told: number[] = []
    const { path, made } = await back('all', test.ownerUrl, { progress: (done) => told.push(done) })
    expect(told.length).toBeGreaterThan(10)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    const before = await everything(test.owner, compared)
    expect(Object.keys(before).length).toBeGreaterThan(25)
    for (const { name, rows } of made.manifest.tables.filter(({ name }) => name !== 'backups'))
      expect(before[name]?.split(' ')[0], name).toBe(String(rows))
    expect(made.manifest.files).toMatchObject({ count: 60, missing: 0 })

    const target = await external()
    const files = localFileStore(join(folder, 'restored'))
    await restoreInto(target, path, { files })
    expect(await everything(target.superuser, compared)).toEqual(before)
    const noted = await target.superuser.query(
      'select id, row_count::int as rows, file_count::int as files from backups',
    )
    const rows = made.manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    expect(noted.rows).toEqual([{ id: made.head.id, rows, files: 60 }])
    const role = new URL(target.appUrl).username
    expect(await structure(target.superuser, role)).toEqual(await structure(test.owner, 'silin_test_app'))
    for (const id of photoIds)
      for (const size of ['full', 'small'])
        expect((await files.get(fileKey(communityId, id, size)))?.bytes).toEqual(photoOf(id, size))
    expect((await target.superuser.query('select 1 from session')).rowCount, 'sessions').toBe(0)

    // And once more, from a database whose owner the wall holds.
    const second = await back('second', target.ownerUrl, { files })
    const next = await external()
    await restoreInto(next, second.path)
    expect(await everything(next.superuser, compared)).toEqual(before)
    expect(await wallHoles(async (sql) => (await next.superuser.query(sql)).rows)).toEqual([])
    const app = new pg.Client({ connectionString: next.appUrl })
    await app.connect()
    expect((await app.query('select 1 from places')).rowCount, 'without a scope').toBe(0)
    await app.query(`begin; set local silin.communities = '${communityId}'`)
    expect((await app.query('select 1 from places limit 5')).rowCount).toBe(5)
    await expect(app.query('update request_events set sequence = 0')).rejects.toThrow(/permission denied/)
    await expect(app.query('rollback; delete from backups')).rejects.toThrow(/permission denied/)
    await app.end()
    // An ordinary start finds nothing to do.
    const again = await migrate({
      ownerUrl: next.ownerUrl,
      folder: 'migrations',
      appRole: appRole(new URL(next.ownerUrl).pathname.slice(1), testSecret),
      secret: testSecret,
    })
    expect(again).toBe(0)
  }, 120_000)

  it('keeps the secret only behind a passphrase, and photos in a bucket too', async () => {
    await expect(back('open', test.ownerUrl, { secret: testSecret })).rejects.toThrow(/encrypted backups only/)
    const keys = { accessKey: 'a', secretKey: 's' }
    const server = await s3Server(keys)
    closing.push(server.close)
    const { path } = await back('sealed', test.ownerUrl, { secret: testSecret, passphrase })
    expect((await walk(path, { passphrase })).secret).toBe(testSecret)
    expect((await readFile(path)).includes(testSecret)).toBe(false)
    const target = await external()
    const bucket = s3FileStore({ endpoint: server.endpoint, bucket: 'photos', region: 'us-east-1', ...keys })
    await restoreInto(target, path, { passphrase, files: bucket })
    for (const id of photoIds)
      expect((await bucket.get(fileKey(communityId, id, 'full')))?.bytes).toEqual(photoOf(id, 'full'))
    const { made } = await back('from the bucket', target.ownerUrl, { files: bucket })
    expect(made.manifest.files).toMatchObject({ count: 60, missing: 0 })
  }, 60_000)

  it('counts a photo whose bytes are lost, and goes on', async () => {
    const lost = photoIds[0] as FileId
    const files = sourceFiles()
    const { made } = await back('lost', test.ownerUrl, {
      files: { ...files, get: async (key) => (key.includes(lost) ? null : await files.get(key)) },
    })
    expect(made.manifest.files).toMatchObject({ count: 58, missing: 2 })
  })

  it('holds everything that was acknowledged before it began, and of what is written meanwhile all or nothing', async () => {
    const acknowledged: string[] = []
    let writing = true
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) {
        const id = newId<string>()
        // Two tables, one commit: a desk stands for the compound that it serves.
        await test.owner.query(
          `with made as (insert into compounds (community_id, id, name) values ($1, $2::uuid, $2::text))
           insert into desks (community_id, id, kind, level, name) values ($1, $2::uuid, 'utility', 6, $2::text)`,
          [communityId, id],
        )
        acknowledged.push(id)
      }
    })
    await expect.poll(() => acknowledged.length).toBeGreaterThan(100)
    const before = [...acknowledged]
    const { path } = await back('busy', test.ownerUrl)
    const during = acknowledged.length - before.length
    writing = false
    await Promise.all(writers)
    expect(during).toBeGreaterThan(20)
    const target = await external()
    await restoreInto(target, path)
    const ids = async (table: string) =>
      (await target.superuser.query<{ id: string }>(`select id from ${table} where name = id::text`)).rows
        .map(({ id }) => id)
        .toSorted()
    const compounds = await ids('compounds')
    expect(compounds).toEqual(await ids('desks'))
    const there = new Set(compounds)
    expect(before.filter((id) => !there.has(id))).toEqual([])
    expect(there.size).toBeLessThan(acknowledged.length)
  }, 60_000)

  it('sees what stands behind the wall under no community, also as an owner whom the wall holds', async () => {
    const source = await external()
    await source.migrateTo(null)
    await source.superuser.query(
      `set role ${new URL(source.ownerUrl).username};
       create table lines (community_id uuid, id int, primary key (community_id, id)); call silin_wall('lines'); reset role;
       insert into lines values ('00000000-0000-0000-0000-000000000000', 1)`,
    )
    const { made } = await back('lines', source.ownerUrl)
    expect(made.manifest.tables.find(({ name }) => name === 'lines')?.rows).toBe(1)
  })

  it('of half a million rows, made and restored, takes no more memory than one of a few', async () => {
    const source = await external()
    await source.migrateTo(null)
    await source.superuser.query(
      `insert into feedback (id, text_sealed, language, created_at)
       select gen_random_uuid(), sha512(n::text::bytea), 'en', now() from generate_series(1, 500000) n`,
    )
    const highest = async (work: () => Promise<unknown>): Promise<number> => {
      const before = process.memoryUsage().rss
      let most = before
      const looking = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss)
      }, 20)
      await work()
      clearInterval(looking)
      return Math.round((most - before) / 1024 / 1024)
    }
    let path = ''
    // COPY's text is 95 MB, the file 50 MB.
    const making = await highest(async () => {
      const { made, ...more } = await back('many', source.ownerUrl)
      path = more.path
      expect(made.manifest.tables.find(({ name }) => name === 'feedback')).toMatchObject({ rows: 500_000 })
      expect(made.bytes).toBeGreaterThan(30 * 1024 * 1024)
    })
    const target = await external()
    const restoring = await highest(() => restoreInto(target, path))
    expect(making).toBeLessThan(45)
    expect(restoring).toBeLessThan(45)
  }, 180_000)

  it('of a database that dies meanwhile ends with an error and leaves no file', async () => {
    const path = join(folder, 'died')
    const attempt = back('died', test.ownerUrl, {
      files: {
        ...sourceFiles(),
        async get() {
          await test.owner.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'silin backup'",
          )
          return null
        },
      },
    })
    await expect(attempt).rejects.toThrow()
    for (const name of [path, `${path}.partial`]) await expect(access(name)).rejects.toThrow(/ENOENT/)
  })

  it('made by an earlier version is restored by this one, which then runs what is new', async () => {
    const steps = (await readSteps('migrations')).map(({ name }) => name)
    const old = await external()
    const until = steps.slice(0, steps.indexOf('0008-limits.sql') + 1)
    await old.migrateTo(until)
    const [community, person] = [newId(), newId()]
    await old.superuser.query(`
      insert into areas (code, level, name) values ('370705007901', 'community', 'x');
      insert into communities (id, number, area_code, name, phone, sponsor)
        values ('${community}', 7, '370705007901', '旧', '1', 'x');
      insert into places (community_id, id, kind, name) values ('${community}', '${community}', 'community', '旧');
      insert into people (id, name_sealed) values ('${person}', 'x');
      insert into responsibilities (community_id, id, place_id, person_id, role, from_day)
        values ('${community}', '${newId()}', '${community}', '${person}', 'communityStaff', '2026-01-01')`)
    const { path, made } = await back('old', old.ownerUrl)
    expect(made.head.migrations.map(({ name }) => name)).toEqual(until)
    const target = await external()
    await restoreInto(target, path)
    const ran = await target.superuser.query<{ name: string }>('select name from silin_migrations order by name')
    expect(ran.rows.map(({ name }) => name)).toEqual(steps)
    const people = await target.superuser.query('select id, account_sealed from people')
    expect(people.rows).toEqual([{ id: person, account_sealed: null }])
    expect((await target.superuser.query('select 1 from responsibilities')).rowCount).toBe(1)
    expect((await target.superuser.query("select 1 from areas where code = '00'")).rowCount).toBe(1)
  }, 60_000)

  it('keeps sequences, identities, triggers and computed columns as they were', async () => {
    const source = await testDatabase()
    closing.push(source.drop)
    const extra = `
      create table numbered (id bigint generated always as identity primary key, n int, twice int generated always as (n * 2) stored,
        above bigint references numbered);
      create sequence tickets;
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
      create trigger watch before insert or truncate on numbered execute function refuse();
      alter table numbered enable always trigger watch`
    const rows = `
      alter table numbered disable trigger watch;
      insert into numbered (n) values (1), (2), (3); update numbered set above = 3 where id = 1; delete from numbered where id = 2;
      alter table numbered enable always trigger watch; select setval('tickets', 41)`
    await source.owner.query(extra)
    await source.owner.query(rows)
    const { path } = await back('extra', source.ownerUrl)
    const target = await external()
    // As if a migration of that version had made them; that nobody walled them is found at the end.
    const restored = restoreInto(target, path, {
      async bringUp(steps) {
        await target.migrateTo(steps)
        if (steps) await target.superuser.query(`set role ${new URL(target.ownerUrl).username}; ${extra}; reset role`)
      },
    })
    await expect(restored).rejects.toEqual(refused(/hole after the restore \(numbered\)/))
    const read = await target.superuser.query('select * from numbered order by id')
    expect(read.rows).toEqual([
      { id: '1', n: 1, twice: 2, above: '3' },
      { id: '3', n: 3, twice: 6, above: null },
    ])
    await expect(target.superuser.query('insert into numbered (n) values (4)')).rejects.toThrow('append only')
    await target.superuser.query('alter table numbered disable trigger watch')
    const next = await target.superuser.query(
      "insert into numbered (n) values (4) returning id, nextval('tickets') as ticket",
    )
    expect(next.rows).toEqual([{ id: '4', ticket: '42' }])
  }, 60_000)
})

describe('a restore', () => {
  let path: string
  beforeAll(async () => {
    path = (await back('to restore', test.ownerUrl)).path
  })

  it('touches nothing when one bit of the file is turned or its end is cut off, wherever that is', async () => {
    const bytes = await readFile(path)
    const target = await external()
    const bad = join(folder, 'bad')
    const store = join(folder, 'never made')
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), fc.boolean(), async (at, bit, cut) => {
        const changed = cut ? bytes.subarray(0, at) : Buffer.from(bytes)
        if (!cut) changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        await writeFile(bad, changed)
        await expect(restoreInto(target, bad, { files: localFileStore(store) })).rejects.toEqual(
          refused(/damaged|no backup/),
        )
      }),
      { numRuns: 40 },
    )
    expect(await untouched(target)).toEqual([])
    await expect(access(store)).rejects.toThrow(/ENOENT/)
  }, 120_000)

  it('into a database with anything in it is refused, and leaves that as it is', async () => {
    const target = await external()
    await target.superuser.query('create table mine as select 1 as a')
    const { head } = await walk(path, { passphrase: null })
    await expect(requireEmpty(target.ownerUrl, head.id)).rejects.toEqual(refused(/is not empty/))
    await expect(restoreInto(target, path)).rejects.toEqual(refused(/is not empty/))
    expect(await untouched(target)).toEqual([{ relname: 'mine' }])
  })

  it('that was broken off keeps servers out, goes on when it is run again, and takes no other backup', async () => {
    const target = await external()
    const started = () =>
      migrate({
        ownerUrl: target.ownerUrl,
        folder: 'migrations',
        appRole: appRole(new URL(target.ownerUrl).pathname.slice(1), testSecret),
        secret: testSecret,
      })
    const store = localFileStore(join(folder, 'in pieces'))
    let puts = 0
    const dying = {
      ...store,
      put: async (...file: Parameters<typeof store.put>) => {
        puts += 1
        if (puts > 20) throw new Error('the power is gone')
        await store.put(...file)
      },
    }
    const ways: [string, Partial<Parameters<typeof restoreBackup>[0]>][] = [
      [
        'before the tables',
        {
          bringUp: async () => {
            throw new Error('the power is gone')
          },
        },
      ],
      [
        'among the tables',
        {
          progress: (done) => {
            if (done > 0.3) throw new Error('the power is gone')
          },
        },
      ],
      ['among the photos', { files: dying }],
      [
        'before what is new',
        {
          files: store,
          bringUp: async (steps) => {
            if (!steps) throw new Error('the power is gone')
            await target.migrateTo(steps)
          },
        },
      ],
    ]
    for (const [when, how] of ways) {
      await expect(restoreInto(target, path, how), when).rejects.toThrow()
      await expect(started(), when).rejects.toThrow(/a restore into this database was broken off/)
    }
    const other = (await back('another', test.ownerUrl)).path
    await expect(restoreInto(target, other)).rejects.toEqual(refused(/another backup’s restore/))
    await restoreInto(target, path, { files: store })
    expect(await everything(target.superuser, compared)).toEqual(await everything(test.owner, compared))
    expect((await store.get(fileKey(communityId, photoIds[29] as FileId, 'small')))?.bytes).toEqual(
      photoOf(photoIds[29] as string, 'small'),
    )
    expect(await started()).toBe(0)
  }, 120_000)

  it('of two at once lets one do it', async () => {
    const target = await external()
    const both = await Promise.allSettled([restoreInto(target, path), restoreInto(target, path)])
    const lost = both.filter((one) => one.status === 'rejected')
    expect(lost).toHaveLength(1)
    expect(lost[0]?.reason).toEqual(refused(/another restore into it is running|is not empty/))
    expect(await everything(target.superuser, compared)).toEqual(await everything(test.owner, compared))
  }, 60_000)
})
