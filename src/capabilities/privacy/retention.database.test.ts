import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandId, newId, type RequestId } from '../../platform/ids.ts'
import { type Stairwell, stairwell } from '../requests/testing/stairwell.ts'
import { retention, retentionPreview } from './index.ts'
import { type Kind, kinds } from './rules-for-retention.ts'

let here: Stairwell
const ends: (() => Promise<void>)[] = []
beforeEach(async () => {
  here = await stairwell('2026-11-24T14:05:00+08:00')
  ends.push(here.test.drop)
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A matter that a neighbour told, closed so many days ago. */
async function closed(daysAgo: number, text = '我是闫伟，电话13700000001，灯坏了'): Promise<string> {
  const given = {
    id: newId<RequestId>(),
    plaque: 'K7M2Q9',
    text,
    category: 'noise.neighbour',
    kind: 'help',
    confidential: false,
    name: '闫伟',
    phone: '+8613700000001',
    photos: [],
  } as unknown as Parameters<Stairwell['report']>[0]
  const told = await here.report(given, { channel: 'plaque', personId: null })
  if (!told.ok) throw new Error(told.refusal)
  const { id } = told.reported
  const staff = await here.author(here.leads.unit)
  for (const command of [{ type: 'accept' }, { type: 'resolve', text: '给闫伟回了电话，修好了', photos: [] }])
    expect(
      (
        await here.carryOut.command(
          here.communityId,
          id as RequestId,
          { id: newId<CommandId>(), ...command } as never,
          staff,
        )
      ).ok,
    ).toBe(true)
  await here.test.owner.query(
    `update requests set status = 'closed', handler_person_id = null, deadline_kind = null, deadline_due_at = null,
       next_due_at = null, closing = 'unconfirmed', closed_at = $2 where id = $1`,
    [id, ago(daysAgo)],
  )
  return id
}
const ago = (days: number) =>
  here.clock
    .now()
    .subtract({ hours: 24 * days })
    .toString()
const number = async (statement: string, values: unknown[] = []) =>
  (await here.test.owner.query<{ n: number }>(`select count(*)::int as n from ${statement}`, values)).rows[0]?.n

const ids = async () => [here.communityId]
/** The whole night of one server. */
async function night(duty = retention(here.house, ids)): Promise<void> {
  for (let looks = 0; await duty.run(); looks += 1) expect(looks).toBeLessThan(100)
}
const atNight = () => here.clock.advance({ hours: 12 })
const previewed = async () =>
  Object.fromEntries((await retentionPreview(here.house)).map(({ kind, rows }) => [kind, rows])) as Record<Kind, number>

describe('what was kept long enough', () => {
  it('is counted beforehand, and goes in the night and not by day', async () => {
    const [young, old, ancient] = [await closed(179 - 1), await closed(200), await closed(800)]
    // Everything else, each a little too old and a little too young.
    const person = here.leads.unit
    const insert = async (days: number) => {
      const at = ago(days)
      const sealed = (await here.house.sealing.shared()).seal('x')
      await here.test.owner.query(
        "insert into feedback (id, text_sealed, language, created_at) values ($1, $2, 'en', $3)",
        [newId(), sealed, at],
      )
      await here.test.owner.query(
        "insert into deliveries (community_id, id, subject_id, sequence, kind, person_id, channel, status, not_before, created_at) values ($1, $2, $2, 1, 'x', $3, 'app', 'sent', $4, $4)",
        [here.communityId, newId(), person, at],
      )
      await here.test.owner.query(
        "insert into roster_imports (community_id, id, file_name, status, rows_sealed, created_by, created_at) values ($1, $2, 'x', 'ready', $3, $4, $5)",
        [here.communityId, newId(), sealed, person, at],
      )
      await here.test.owner.query(
        `insert into verification (id, identifier, value, "expiresAt") values ($1, $1, '', $2)`,
        [newId(), at],
      )
      await here.test.owner.query('insert into sign_in_trials (key, tries, last_at) values ($1, 1, $2)', [
        Buffer.from(newId()),
        at,
      ])
      await here.test.owner.query(
        'insert into invitations (id, person_id, token_hash, made_by, made_at, expires_at, ended_at) values ($1, $2, $3, $2, $4, $5, $5)',
        [newId(), person, Buffer.from(newId()), ago(days + 1), at],
      )
      await here.test.owner.query(
        "insert into api_tokens (id, token_hash, person_id, name, expires_at) values ($1, $2, $3, 'x', $4)",
        [newId(), Buffer.from(newId()), person, at],
      )
    }
    for (const days of [0, 4000]) await insert(days)
    const voice = (await here.test.owner.query<{ id: string }>('select id from voices where request_id = $1', [young]))
      .rows[0]?.id
    for (const days of [1000, 1200])
      await here.test.owner.query(
        "insert into contact_openings (community_id, id, request_id, voice_id, person_id, reason, opened_at) values ($1, $2, $3, $4, $5, 'visit', $6)",
        [here.communityId, newId(), young, voice, person, ago(days)],
      )
    await here.test.owner.query('update request_commands set at = $1 where request_id = $2', [ago(60), old])

    const before = await previewed()
    expect(before).toEqual({
      contact: 2,
      request: 1,
      opening: 1,
      held: 0,
      command: 2,
      delivery: 1,
      sign_in: 1,
      session: 0,
      trial: 1,
      invitation: 1,
      token: 1,
      feedback: 1,
      roster: 1,
    })
    const counted = () =>
      number('requests r join voices v on v.request_id = r.id join request_events e on e.request_id = r.id')
    const stories = await counted()

    await night()
    expect(await previewed()).toEqual(before)
    atNight()
    await night()
    expect(Object.values(await previewed()).every((rows) => rows === 0)).toBe(true)
    expect(await counted()).toBe(stories)

    const left = await here.test.owner.query<{ request_id: string }>(
      'select request_id from voices where name_sealed is not null and phone_hash is not null',
    )
    expect(left.rows.map((row) => row.request_id)).toEqual([young])
    for (const id of [old, ancient]) {
      const rows = await here.test.owner.query<{ text_sealed: Buffer }>(
        'select text_sealed from request_events where request_id = $1 and text_sealed is not null union all select text_sealed from requests where id = $1',
        [id],
      )
      const texts = rows.rows.map((row) => here.house.sealing.open(row.text_sealed))
      expect(texts.length).toBeGreaterThan(2)
      expect(texts.filter((text) => /闫伟|13700000001/.test(text))).toEqual([])
      expect(texts.some((text) => text.includes('灯坏了'))).toBe(true)
    }
    expect(await number('requests where anonymised_at is not null')).toBe(1)
    expect(await number('feedback')).toBe(1)
    expect(await number('roster_imports where rows_sealed is not null')).toBe(1)
    expect(await number('roster_imports')).toBe(2)
    expect(await number('contact_openings')).toBe(1)
  })

  it('is as long as the district wants it, within the bounds', async () => {
    await closed(100)
    expect((await previewed()).contact).toBe(0)
    await here.test.owner.query("insert into retention_days (kind, days) values ('contact', 90), ('request', 1)")
    expect(await previewed()).toMatchObject({ contact: 1, request: 0 })
    await here.test.owner.query("update retention_days set days = 10000 where kind = 'contact'")
    await here.test.owner.query("update requests set closed_at = closed_at - interval '81 days'")
    expect((await previewed()).contact).toBe(1)
  })

  it('goes once when two servers do it at the same time, and on when one was broken off', async () => {
    const many = 250
    const sealed = (await here.house.sealing.shared()).seal('x')
    for (let n = 0; n < many; n += 1)
      await here.test.owner.query(
        "insert into feedback (id, text_sealed, language, created_at) values ($1, $2, 'en', '2020-01-01')",
        [newId(), sealed],
      )
    for (let n = 0; n < 6; n += 1) await closed(200)
    atNight()
    const broken = retention(here.house, ids)
    // One look and no more: the server is killed.
    expect(await broken.run()).toBe(true)
    expect(await number('feedback')).toBe(many - 100)
    await Promise.all([night(), night()])
    expect(await number('feedback')).toBe(0)
    expect(await number('voices where name_sealed is not null')).toBe(0)
    expect(await number('voices where forgotten_at is not null')).toBe(6)
  })

  it('of one kind that fails does not keep the others', async () => {
    await closed(200)
    const sealed = (await here.house.sealing.shared()).seal('x')
    await here.test.owner.query(
      "insert into feedback (id, text_sealed, language, created_at) values ($1, $2, 'en', '2020-01-01')",
      [newId(), sealed],
    )
    atNight()
    await here.test.owner.query('alter table verification rename to verification_away')
    await expect(retention(here.house, ids).run()).rejects.toThrow('verification')
    await here.test.owner.query('alter table verification_away rename to verification')
    expect(await number('feedback')).toBe(0)
    expect(await number('voices where name_sealed is not null')).toBe(0)
  })
})

it('the table of kinds is what the capabilities take away, each once', async () => {
  const told = (await retentionPreview(here.house)).map(({ kind }) => kind)
  expect(told.toSorted()).toEqual([...kinds].toSorted())
})

it('the database itself lets nobody delete who looked before three years are over', async () => {
  const id = await closed(1)
  const voice = await here.test.owner.query<{ id: string }>('select id from voices where request_id = $1', [id])
  await here.test.owner.query(
    "insert into contact_openings (community_id, id, request_id, voice_id, person_id, reason, opened_at) values ($1, $2, $3, $4, $5, 'visit', now() - interval '2 years')",
    [here.communityId, newId(), id, voice.rows[0]?.id, here.leads.unit],
  )
  const erase = here.house.database.work({ communities: [here.communityId] }, (work) =>
    work.deleteFrom('contact_openings').execute(),
  )
  await expect(erase).rejects.toThrow('kept for three years')
})
