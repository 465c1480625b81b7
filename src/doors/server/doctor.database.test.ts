import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeBackup } from '../../capabilities/doctor/checks/backups.ts'
import { judgeRoom } from '../../capabilities/doctor/checks/machine.ts'
import { reportOf } from '../../capabilities/doctor/index.ts'
import { plaqueCode } from '../../capabilities/places/index.ts'
import { report as reportModel } from '../../capabilities/requests/model.ts'
import { type Stairwell, stairwell } from '../../capabilities/requests/testing/stairwell.ts'
import { noteBackup } from '../../platform/backup/backups-store.ts'
import { type CheckResult, type Finding, sayInAll } from '../../platform/check-up.ts'
import { parseConfig } from '../../platform/config/config.ts'
import { asRole, jobsRole } from '../../platform/database/roles.ts'
import { textIn } from '../../platform/i18n/text.ts'
import { newId, type RequestId } from '../../platform/ids.ts'
import { prepareJobs } from '../../platform/jobs/jobs.ts'
import { createLog } from '../../platform/log/log.ts'
import { mailServer } from '../../platform/notify/testing/mail-server.ts'
import { capabilities } from './capabilities.ts'
import { layFoundation } from './foundation.ts'
import { serverWords } from './words.ts'

let here: Stairwell
let folder: string
let jobsUrl: string
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  here = await stairwell()
  folder = await mkdtemp(join(tmpdir(), 'silin-doctor-'))
  await mkdir(join(folder, 'resident'))
  await writeFile(join(folder, 'resident', 'manifest.json'), '{}')
  const role = jobsRole(new URL(here.test.ownerUrl).pathname.slice(1), here.test.secret)
  await prepareJobs(here.test.ownerUrl, role, createLog('silent'))
  jobsUrl = asRole(here.test.ownerUrl, role)
})
afterAll(async () => {
  for (const close of closing.reverse()) await close()
  await here.test.drop()
  await rm(folder, { recursive: true, force: true })
})

/** Every check of every capability, with these settings, as the owner or as a running server looks. */
async function look(environment: Record<string, string> = {}, more: { ownerUrl?: string; secret?: string } = {}) {
  const config = parseConfig({
    SILIN_DATA: folder,
    // The disk of the embedded database is looked at in the journeys.
    DATABASE_URL: here.test.ownerUrl,
    ...environment,
  })
  const house = {
    ...here.house,
    config,
    catalogues: serverWords,
    text: (language: 'zh-CN' | 'en') => textIn(language, serverWords),
  }
  const foundation = await layFoundation(house, {
    appUrl: here.test.appUrl,
    jobsUrl,
    secret: here.test.secret,
    distFolder: folder,
    ...more,
  })
  for (const capability of capabilities) foundation.checkUp.add(capability.checks?.(foundation) ?? [])
  const result = await foundation.checkUp.run()
  await foundation.notify.stop()
  await foundation.signIn.close()
  await foundation.server.close()
  // Whatever is found has words in both languages.
  const report = reportOf(house.text, result)
  expect(report.findings).toHaveLength(result.findings.length)
  return Object.fromEntries(result.findings.map((one) => [one.name, `${one.level} ${one.key}`]))
}
const asOwner = () => look({}, { ownerUrl: here.test.ownerUrl })
const production = {
  SILIN_ENV: 'production',
  SILIN_SECRET: 'x'.repeat(40),
  SILIN_PUBLIC_URL: 'https://silin.example.cn',
}

describe('silin doctor', () => {
  it('finds an installation well, as its owner and as the server that runs', async () => {
    await here.test.owner.query("update desks set kind = 'property' where kind = 'committee'")
    const found = await asOwner()
    expect(found).toMatchObject({
      'doctor.database': 'good well',
      'doctor.migrations': 'good done',
      'doctor.clock': 'good same',
      'doctor.keys': 'good fit',
      'doctor.jobs': 'good done',
      'doctor.disk': 'good room',
      'doctor.mail': 'good none',
      'doctor.sms': 'good demo',
      'doctor.backup': 'good demo',
      'notify.check': 'good sent',
      'requests.check': 'good on_time',
    })
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['places.check', 'calendar.check']))
    expect(await look()).toEqual(found)
  })

  it.each([
    [
      'an open wall',
      'alter policy wall on compounds using (true)',
      'alter policy wall on compounds using (community_id = any (silin_communities()))',
      'doctor.database',
      'bad hole',
    ],
    ['a table without one', 'create table bare (a int)', 'drop table bare', 'doctor.database', 'bad hole'],
    ['a window', 'create view peep as select * from places', 'drop view peep', 'doctor.database', 'bad hole'],
    [
      'a role that owns',
      'create table mine (); alter table mine owner to silin_test_app',
      'drop table mine',
      'doctor.database',
      'bad strong',
    ],
    ['half a restore', 'create table silin_restore ()', 'drop table silin_restore', 'doctor.database', 'bad restoring'],
    [
      'a step that waits',
      "delete from silin_migrations where name = '0019-backups.sql'",
      "insert into silin_migrations (name, checksum) values ('0019-backups.sql', 'x')",
      'doctor.migrations',
      'warn pending',
    ],
    [
      'a newer version',
      "insert into silin_migrations (name, checksum) values ('9999-later.sql', 'x')",
      "delete from silin_migrations where name = '9999-later.sql'",
      'doctor.migrations',
      'bad newer',
    ],
    [
      'a job that nobody takes',
      "insert into graphile_worker._private_tasks (identifier) values ('x') on conflict do nothing; insert into graphile_worker._private_jobs (task_id, run_at) select id, now() - interval '1 hour' from graphile_worker._private_tasks limit 1",
      'delete from graphile_worker._private_jobs',
      'doctor.jobs',
      'bad behind',
    ],
    [
      'a job that is given up',
      'insert into graphile_worker._private_jobs (task_id, attempts, max_attempts) select id, 3, 3 from graphile_worker._private_tasks limit 1',
      'delete from graphile_worker._private_jobs',
      'doctor.jobs',
      'warn given_up',
    ],
    [
      'a data key that does not open',
      "insert into data_keys (id, kind, version, wrapped, master, made_at) values (gen_random_uuid(), 'seal', 99, '\\x02', '\\x00', now())",
      'delete from data_keys where version = 99',
      'doctor.keys',
      'bad lost',
    ],
    [
      'what is kept for too long',
      "insert into feedback (id, text_sealed, language, created_at) values (gen_random_uuid(), '\\x02', 'en', '2020-01-01')",
      'delete from feedback',
      'privacy.check',
      'warn behind',
    ],
    [
      'a line of the log that nobody wrote',
      "insert into audit_entries (community_id, id, at, deed_id, what, about, result, mac) select id, gen_random_uuid(), now(), gen_random_uuid(), 'x', '{}', 'done', '\\x00' from communities limit 1",
      'truncate audit_entries',
      'audit.check',
      'bad broken',
    ],
    [
      'a calendar that ends',
      "delete from calendar_days where day > '2026-11-30'",
      'select 1',
      'calendar.check',
      'warn uncovered',
    ],
  ] as const)('finds %s', async (_, breaks, mends, name, found) => {
    await here.test.owner.query(breaks)
    expect((await asOwner())[name]).toBe(found)
    expect((await look())[name], 'as the server looks').toBe(found)
    await here.test.owner.query(mends)
  })

  it('finds another secret, and a database that is away', async () => {
    const other = { ownerUrl: here.test.ownerUrl, secret: 'another secret, as good as the first one' }
    expect((await look({}, other))['doctor.keys']).toBe('bad other')
    const nowhere = await layFoundation(
      { ...here.house, config: parseConfig({ SILIN_DATA: folder, DATABASE_URL: here.test.ownerUrl }) },
      { appUrl: 'postgres://a:b@127.0.0.1:1/x', jobsUrl, secret: here.test.secret, distFolder: folder },
    )
    for (const capability of capabilities) nowhere.checkUp.add(capability.checks?.(nowhere) ?? [])
    const { findings } = await nowhere.checkUp.run()
    expect(findings.find((one) => one.name === 'doctor.database')).toMatchObject({ level: 'bad', key: 'away' })
    expect(findings.find((one) => one.name === 'doctor.disk')?.level).toBe('good')
    await nowhere.notify.stop()
    await nowhere.signIn.close()
    await nowhere.server.close()
  })

  it('knocks at the mail server and sends nothing', async () => {
    const server = await mailServer()
    const smtp = (url: string) => ({ SILIN_SMTP_URL: url, SILIN_SMTP_FROM: 'silin@example.cn' })
    expect((await look(smtp(server.url)))['doctor.mail']).toBe('good answers')
    expect(server.mails).toEqual([])
    await server.close()
    expect((await look(smtp(server.url)))['doctor.mail']).toBe('bad refuses')
  })

  it('asks a real instance for SMS and for a backup, and is content once there is one', async () => {
    expect(await look(production)).toMatchObject({ 'doctor.sms': 'warn none', 'doctor.backup': 'warn never' })
    const manifest = { tables: [], files: { count: 0, bytes: 0, sha256: '', missing: 0 } }
    await noteBackup(here.test.ownerUrl, {
      id: newId(),
      madeAt: here.clock.now().toString(),
      bytes: 1,
      encrypted: true,
      manifest,
    })
    expect((await look(production))['doctor.backup']).toBe('good fresh')
    here.clock.advance({ hours: 24 * 3 })
    expect((await look(production))['doctor.backup']).toBe('warn old')
    here.clock.advance({ hours: 24 * 30 })
    expect((await look(production))['doctor.backup']).toBe('bad old')
  })

  it('finds places that nobody answers for, clocks that nobody looks at, and messages that stay', async () => {
    expect((await look())['requests.check']).toBe('good on_time')
    const told = reportModel.parse({ id: newId<RequestId>(), plaque: plaqueCode.parse('K7M2Q9'), text: '灯坏了' })
    expect((await here.report(told, { channel: 'api', personId: null })).ok).toBe(true)
    here.clock.advance({ hours: 24 * 3 })
    const found = await look()
    expect(found['requests.check']).toBe('bad behind')
    expect(found['notify.check']).toBe('bad stuck')
    await here.test.owner.query("update responsibilities set to_day = '2026-01-02' where role = 'unitLead'")
    here.places.forgetAll()
    expect((await look())['places.check']).toBe('warn gaps')
  })
})

describe('what a figure means', () => {
  const gigabyte = 1024 ** 3
  const said = (result: CheckResult, name: string): string => {
    const finding: Finding = { name, ...result }
    const { en, 'zh-CN': zh } = sayInAll(finding, (language) => textIn(language, serverWords))
    for (const words of [en, zh]) expect((words.toDo === null) === (result.level === 'good')).toBe(true)
    return `${result.level} ${result.key}`
  }
  it.each([
    [0.5, 'bad full'],
    [1, 'warn low'],
    [4.9, 'warn low'],
    [5, 'good room'],
  ])('%d GB of room: %s', (gigabytes, found) => {
    expect(said(judgeRoom('/var/lib/silin', gigabytes * gigabyte), 'doctor.disk')).toBe(found)
  })
  it.each([
    [0, 0, 'good fresh'],
    [1.9, 0, 'good fresh'],
    [2, 0, 'warn old'],
    [7.9, 0, 'warn old'],
    [8, 0, 'bad old'],
    [1, 3, 'warn missing'],
  ])('a backup of %d days without %d photos: %s', (days, missing, found) => {
    const now = here.clock.now()
    const last = { made_at: now.subtract({ minutes: Math.round(days * 24 * 60) }), missing_files: missing }
    expect(said(judgeBackup(last, now, true), 'doctor.backup')).toBe(found)
  })
})
