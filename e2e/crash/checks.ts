import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import { tokenHash } from '../../src/capabilities/requests/secrets.ts'
import { readable } from '../../src/platform/database/client-dialect.ts'
import { photoSizes } from '../../src/platform/files/photos.ts'
import { foldedOtherwise } from './fold-check.ts'
import type { Ledger, Write } from './ledger.ts'

/** Each finds what must never be, anywhere in the database; a row is a violation and says which. */
const neverTrue: Readonly<Record<string, string>> = {
  'an open request without exactly one handler and one deadline, or an ended one with any': `
    select id from requests where
      (status in ('reported', 'accepted', 'needs_info', 'shelved', 'resolved'))
      <> (num_nonnulls(handler_person_id, handler_desk_id) = 1 and num_nonnulls(deadline_kind, deadline_due_at, next_due_at) = 3)
      or num_nonnulls(handler_person_id, handler_desk_id) > 1`,
  'a request whose events are not counted from 1 without a gap': `
    select r.id from requests r left join request_events e on e.community_id = r.community_id and e.request_id = r.id
    group by r.community_id, r.id, r.sequence
    having count(e.sequence) <> r.sequence or max(e.sequence) <> r.sequence or min(e.sequence) <> 1`,
  'a request that counts its photos otherwise than its story': `
    select r.id from requests r join request_events e on e.community_id = r.community_id and e.request_id = r.id
    group by r.community_id, r.id, r.photos having sum(cardinality(e.photos)) <> r.photos`,
  'one command with the same event twice': `
    select command_id as id from request_events where command_id is not null
    group by community_id, request_id, command_id, type having count(*) > 1`,
  'one voice that joined twice': `
    select data ->> 'voiceId' as id from request_events where type = 'voice_joined'
    group by community_id, data ->> 'voiceId' having count(*) > 1`,
  'a command that was answered and left nothing': `
    select c.id from request_commands c where not exists (
      select 1 from request_events e where e.community_id = c.community_id and e.request_id = c.request_id
        and (e.command_id = c.id or e.data ->> 'voiceId' = c.id::text))`,
  'one event told to the same person by the same way twice': `
    select subject_id as id from deliveries
    group by community_id, subject_id, sequence, channel, coalesce(person_id, voice_id) having count(*) > 1`,
  'a photo in a story without its row': `
    select p as id from request_events e, unnest(e.photos) p where not exists (
      select 1 from files f where f.community_id = e.community_id and f.id = p and f.removed_at is null)`,
}

/** Looks at all that has to hold at any moment. One snapshot: what was acknowledged before it has to be in it. */
export async function check(ownerUrl: string, folder: string, ledger: Ledger, since: Temporal.Instant): Promise<void> {
  const settled = ledger.writes.map((write) => ({ ...write }))
  const client = new pg.Client({ connectionString: ownerUrl, types: readable })
  // It is cut as well when the database is killed: whoever asks is told by the query.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    for (const [what, query] of Object.entries(neverTrue)) {
      const found = await client.query<{ id: string }>(query)
      for (const { id } of found.rows) ledger.violate(`${what}: ${id}`)
    }
    for (const sentence of await foldedOtherwise(client, since)) ledger.violate(sentence)
    await checkWrites(client, settled, ledger)
    await client.query('commit')
    await checkFiles(client, folder, ledger)
  } finally {
    await client.end()
  }
}

/** Acknowledged: exactly once. Refused or without an answer: at most once, and never refused when it was done. */
async function checkWrites(client: pg.ClientBase, writes: readonly Write[], ledger: Ledger): Promise<void> {
  const count = async (query: string, values: readonly unknown[]) =>
    new Map(
      (await client.query<{ key: string; n: number }>(query, [values])).rows.map((row) => [row.key, Number(row.n)]),
    )
  const of = (...kinds: Write['kind'][]) => writes.filter((write) => kinds.includes(write.kind))

  const reports = of('report', 'form')
  const markers = reports.flatMap((write) => write.marker ?? [])
  const titles = await count(
    `select marker as key, count(*) as n from requests r join unnest($1::text[]) marker on r.title like '%' || marker
     where r.reported_at > now() - interval '1 day' group by marker`,
    markers,
  )
  // So much comes to one plaque that somebody would look first at some of it: it is in the one place or in the other.
  const held = await count(
    "select id::text as key, count(*) as n from held_reports where what = 'report' and state = 'waiting' and id = any ($1::uuid[]) group by id",
    reports.map((write) => write.id),
  )
  compare(reports, (write) => (titles.get(write.marker ?? '') ?? 0) + (held.get(write.id) ?? 0), ledger)
  const photos = await count(
    `select request_id::text as key, cardinality(photos) as n from request_events
     where sequence = 1 and request_id = any ($1::uuid[])
     union all select id::text, cardinality(photos) from held_reports where state = 'waiting' and id = any ($1::uuid[])`,
    reports.map((write) => write.id),
  )
  for (const write of reports)
    if (write.outcome === 'done' && photos.get(write.id) !== write.photos)
      ledger.violate(`report ${write.id} has ${photos.get(write.id)} photos, not ${write.photos}`)

  const commands = of('command', 'note', 'merge', 'tell', 'confirm')
  const done = await count(
    'select id::text as key, count(*) as n from request_commands where id = any ($1::uuid[]) group by id',
    commands.map((write) => write.id),
  )
  compare(commands, (write) => done.get(write.id) ?? 0, ledger)
  for (const write of commands)
    if (write.outcome === 'refused' && done.has(write.id))
      ledger.violate(`${write.kind} ${write.id} was done and refused`)
  const notes = await count(
    "select command_id::text as key, count(*) as n from request_events where type = 'noted' and command_id = any ($1::uuid[]) group by command_id",
    of('note').map((write) => write.id),
  )
  compare(of('note'), (write) => notes.get(write.id) ?? 0, ledger)

  const joins = of('join').filter((write) => write.token !== undefined)
  const voices = await count(
    `select encode(token_hash, 'hex') as key, count(*) as n from (
       select token_hash from voices
       union all select token_hash from held_reports where what = 'join' and state = 'waiting') as spoke
     where encode(token_hash, 'hex') = any ($1::text[]) group by token_hash`,
    joins.map((write) => tokenHash(write.token ?? '').toString('hex')),
  )
  compare(joins, (write) => voices.get(tokenHash(write.token ?? '').toString('hex')) ?? 0, ledger)

  const kept = await count(
    'select id::text as key, count(*) as n from files where id = any ($1::uuid[]) and removed_at is null group by id',
    of('photo').map((write) => write.id),
  )
  compare(of('photo'), (write) => kept.get(write.id) ?? 0, ledger)
}

function compare(writes: readonly Write[], times: (write: Write) => number, ledger: Ledger): void {
  for (const write of writes) {
    const found = times(write)
    if (write.outcome === 'done' && found !== 1)
      ledger.violate(`${write.kind} ${write.id} was acknowledged and is there ${found} times`)
    if (found > 1) ledger.violate(`${write.kind} ${write.id} is there ${found} times`)
  }
}

/** Every row of a file has its bytes in both sizes, whole; and no bytes are there without a row. */
async function checkFiles(client: pg.ClientBase, folder: string, ledger: Ledger): Promise<void> {
  // Listed before the rows are looked up, outside of the snapshot: a row comes before its bytes.
  const names = await readdir(join(folder, 'files'), { recursive: true }).catch(() => [])
  const ids = new Set(names.flatMap((name) => /\/\.?([0-9a-f-]{36})\./.exec(name)?.[1] ?? []))
  const rows = await client.query<{ community_id: string; id: string }>(
    "select community_id, id from files where audience = 'request' and removed_at is null",
  )
  for (const { community_id, id } of rows.rows) {
    for (const size of photoSizes) {
      const path = join(folder, 'files', community_id, id.slice(-2), `${id}.${size}.jpg`)
      const bytes = await readFile(path).catch(() => null)
      // A JPEG begins with SOI and ends with EOI (ITU-T T.81, B.1.1.3).
      const whole = bytes && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9
      if (!whole) ledger.violate(`photo ${id} has ${bytes ? 'broken' : 'no'} bytes in its size ${size}`)
    }
  }
  const known = await client.query<{ id: string }>('select id from files where id = any ($1::uuid[])', [[...ids]])
  for (const { id } of known.rows) ids.delete(id)
  for (const id of ids) ledger.violate(`photo ${id} has bytes and no row`)
}
