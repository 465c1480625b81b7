import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPhotos } from '../../platform/files/photos.ts'
import { type CommandId, newId, type PersonId, type RequestId, type VoiceId } from '../../platform/ids.ts'
import { sealedTables } from '../../platform/sealing/reseal-store.ts'
import { createOwnPerson, type Phone, type SignedIn } from '../people/index.ts'
import { createContacts } from '../requests/contacts/contacts.ts'
import { createOwnHeld } from '../requests/held/own-held.ts'
import { createForgetting } from '../requests/own/forgetting.ts'
import { createOwnData } from '../requests/own/own-data.ts'
import { type Stairwell, stairwell } from '../requests/testing/stairwell.ts'
import { createPrivacy, type Privacy } from './service.ts'

let here: Stairwell
let privacy: Privacy
let photos: ReturnType<typeof createPhotos>

beforeAll(async () => {
  here = await stairwell()
  const forgetting = createForgetting(here.house)
  privacy = createPrivacy(here.house, {
    own: createOwnData(here.house, { ...here, forgetting, ownHeld: createOwnHeld(here.house, here.places) }),
    account: createOwnPerson(here.house),
    people: here.people,
  })
  photos = createPhotos(here.house)
})
afterAll(() => here.test.drop())

interface Neighbour extends SignedIn {
  readonly phone: Phone
}

/** Somebody who signed in by their phone. */
async function neighbour(name: string, phone: Phone): Promise<Neighbour> {
  const { test, house } = here
  const id = newId<PersonId>()
  const phoneHash = house.sealing.hash('phone', phone)
  const hex = phoneHash.toString('hex')
  const sealer = await house.sealing.shared()
  await test.owner.query(
    `insert into "user" (id, name, email, "emailVerified", "phoneNumber") values ($1, '-', $2, false, $3)`,
    [id, `${hex}@phone.invalid`, hex],
  )
  await test.owner.query(
    `insert into "session" (id, "expiresAt", token, "updatedAt", "userId") values ($1, now() + interval '1 day', $1, now(), $1)`,
    [id],
  )
  await test.owner.query(
    `insert into "verification" (id, identifier, value, "expiresAt") values ($1, $1, '', now() + interval '1 day')`,
    [`code-turn-${hex}`],
  )
  await test.owner.query(
    'insert into people (id, name_sealed, phone_sealed, phone_hash, user_id) values ($1, $2, $3, $4, $5)',
    [id, sealer.seal(name), sealer.seal(phone), phoneHash, id],
  )
  await here.people.chooseChannel(id, { channel: 'email', address: `${phone.slice(1)}@example.cn`, active: true })
  return { personId: id, name, phone, roles: [], communities: [], language: null, phoneHash, byToken: false }
}

async function tell(who: { name: string; phone: Phone; personId?: PersonId }, text: string, photo?: Buffer) {
  const kept = photo ? await photos.keep(here.communityId, photo, 'request') : null
  const given = {
    id: newId<RequestId>(),
    plaque: 'K7M2Q9',
    text,
    category: 'noise.neighbour',
    kind: 'help',
    confidential: false,
    name: who.name,
    phone: who.phone,
    photos: kept?.ok ? [kept.id] : [],
  } as unknown as Parameters<Stairwell['report']>[0]
  const told = await here.report(given, { channel: 'plaque', personId: who.personId ?? null })
  if (!told.ok) throw new Error(told.refusal)
  return told.reported
}
const voiceOf = async (id: string) =>
  (
    await here.test.owner.query<{ id: VoiceId }>(
      'select id from voices where request_id = $1 order by joined_at limit 1',
      [id],
    )
  ).rows[0]!.id

/** Every sealed value of every table, opened. */
async function everythingSealed(): Promise<string[]> {
  const tables = await here.house.database.work({ communities: [] }, sealedTables)
  const texts: string[] = []
  for (const { name, sealed } of tables)
    for (const column of sealed) {
      const rows = await here.test.owner.query<{ value: Buffer }>(
        `select "${column}" as value from "${name}" where "${column}" is not null`,
      )
      texts.push(...rows.rows.map((row) => here.house.sealing.open(row.value)))
    }
  return texts
}
/** Every row of every table, as text: bytes in hexadecimal digits. */
async function everythingElse(): Promise<string> {
  const tables = await here.test.owner.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  )
  const rows = await Promise.all(
    tables.rows.map(({ name }) => here.test.owner.query<{ row: string }>(`select t::text as row from "${name}" t`)),
  )
  return rows.flatMap((found) => found.rows.map(({ row }) => row)).join('\n')
}
const counts = async () =>
  (
    await here.test.owner.query<Record<string, string>>(
      `select (select count(*) from requests) as requests, (select count(*) from voices) as voices,
         (select count(*) from request_events) as events, (select count(*) from people) as people,
         (select count(*) from contact_openings) as openings`,
    )
  ).rows[0]

/** Nobody of the stairwell is called so. */
const anyName = fc
  .tuple(fc.constantFrom(...'闫段武欧曹'), fc.array(fc.constantFrom(...'伟强芳静磊娜'), { minLength: 1, maxLength: 2 }))
  .map(([family, given]) => family + given.join(''))
const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((signs) => signs.join(''))
const anyPhone = digits(9).map((rest) => `+8613${rest}` as Phone)
/** As people write them: with the phone in groups, in wide digits, the name in the middle of a sentence. */
const anyWords = fc.constantFrom<(name: string, phone: string) => string>(
  (name, phone) => `我是${name}，电话${phone.slice(3)}，楼上半夜敲`,
  (name, phone) => `${phone.slice(3, 6)} ${phone.slice(6, 10)} ${phone.slice(10)} 找${name}`,
  (name, phone) =>
    `打 ${[...phone.slice(3)].map((d) => String.fromCodePoint(0xff10 + Number(d))).join('')} 给${name}本人`,
  () => '3号楼2单元301漏水',
  (_name, phone) => phone,
  (name) => name,
)

describe('erasing everything', () => {
  it('leaves no sealed value that opens to the name or phone and no keyed hash of it, and nothing is fewer', async () => {
    const staff = await here.author(here.leads.unit)
    const actor = await here.actor(here.leads.unit)
    const contacts = createContacts(here.house, here.reading, here.people)
    await fc.assert(
      fc.asyncProperty(
        anyName,
        anyPhone,
        anyPhone,
        fc.array(anyWords, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (name, phone, other, words, withPhotos) => {
          fc.pre(phone !== other)
          const me = await neighbour(name, phone)
          const another = { name: '孙丽', phone: other }
          const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#774422' } })
            .jpeg()
            .toBuffer()
          const requests: string[] = []
          for (const [n, say] of words.entries()) {
            // Once signed in, once by the phone alone.
            const mine = { name, phone, ...(n % 2 === 0 && { personId: me.personId }) }
            const { id } = await tell(mine, say(name, phone), n === 0 ? photo : undefined)
            requests.push(id)
            const voice = await voiceOf(id)
            await contacts.open(actor, id as RequestId, { id: newId(), voice, reason: 'call_back' })
            const note = { id: newId<CommandId>(), type: 'note', text: say(name, phone), public: true, photos: [] }
            const noted = await here.carryOut.command(here.communityId, id as RequestId, note as never, staff)
            expect(noted.ok, JSON.stringify(noted)).toBe(true)
            const more = { id: newId<CommandId>(), type: 'tell', text: `再说一句：${say(name, phone)}`, photos: [] }
            const told = await here.carryOut.voiceCommand(here.communityId, id as RequestId, voice, more as never)
            expect(told.ok).toBe(true)
          }
          const theirs = await tell(another, '对门装修吵')
          const before = await counts()

          const id = newId<string>()
          expect(await privacy.eraseAll(me, id, withPhotos)).toBeNull()
          // And again, as a form that is sent twice.
          expect(await privacy.eraseAll(me, id, withPhotos)).toBeNull()

          const plain = phone.slice(3)
          const sealed = await everythingSealed()
          const flat = sealed.map((text) => text.normalize('NFKC').replaceAll(/[\s-]/g, ''))
          expect(flat.filter((text) => text.includes(name) || text.includes(plain))).toEqual([])
          const rest = await everythingElse()
          const hash = here.house.sealing.hash('phone', phone).toString('hex')
          expect(rest.split('\n').filter((row) => [hash, plain, name].some((one) => row.includes(one)))).toEqual([])
          expect(await counts()).toEqual(before)
          // Another neighbour keeps what is theirs.
          expect(sealed).toContain(other)
          expect(sealed).toContain('对门装修吵')
          expect(theirs.id).not.toBe(requests[0])
          const signedIn = await here.test.owner.query('select 1 from "session" where "userId" = $1', [me.personId])
          expect(signedIn.rowCount).toBe(0)
          const files = await here.test.owner.query(
            `select 1 from request_events e join files f on f.id = any (e.photos) where e.request_id = any ($1)`,
            [requests],
          )
          expect(files.rowCount).toBe(withPhotos ? 0 : 1)
        },
      ),
      { numRuns: 12 },
    )
  }, 120_000)
})

describe('erasing one matter', () => {
  it('takes the neighbour out of it, and out of no other; done by somebody else it is refused', async () => {
    const me = await neighbour('宋建国', '+8613700000001' as Phone)
    const stranger = await neighbour('李春', '+8613700000002' as Phone)
    const [first, second] = [await tell(me, '我是宋建国，灯坏了'), await tell(me, '我是宋建国，门坏了')]
    const matter = { communityId: here.communityId, voiceId: await voiceOf(first.id), photos: false }
    expect(await privacy.eraseMatter(stranger, newId(), matter)).toBe('not_there')
    expect(await privacy.eraseMatter(me, newId(), matter)).toBeNull()
    expect(await privacy.eraseMatter(me, newId(), matter)).toBe('not_there')
    const held = await privacy.held(me, 'zh-CN')
    expect(held?.matters.map((one) => one.voiceId)).toEqual([await voiceOf(second.id)])
    expect(held?.account.name).toBe('宋建国')
    expect(held?.changes.map((one) => one.what)).toEqual(['matter_erased'])
    const row = await here.test.owner.query('select title, photos from requests where id = $1', [first.id])
    expect(row.rows[0].title).not.toContain('宋建国')
    // The link that they have still opens the story.
    expect((await here.tracking.track(first.token, 'zh-CN')).kind).toBe('found')
  })

  it('goes into what was merged: whoever came along with another matter is taken out of both', async () => {
    const me = await neighbour('陈晓敏', '+8613700000003' as Phone)
    const [into, from] = [
      await tell({ name: '孙丽', phone: '+8613700000004' as Phone }, '楼上吵'),
      await tell(me, '陈晓敏：楼上吵'),
    ]
    const staff = await here.author(here.leads.staff)
    const merge = { id: newId<CommandId>(), type: 'merge', into: into.id }
    const merged = await here.carryOut.command(here.communityId, from.id as RequestId, merge as never, staff)
    expect(merged.ok).toBe(true)
    const held = await privacy.held(me, 'zh-CN')
    expect(held?.matters[0]?.words.map((one) => one.text)).toEqual(['陈晓敏：楼上吵'])
    const matter = { communityId: here.communityId, voiceId: held!.matters[0]!.voiceId, photos: false }
    expect(await privacy.eraseMatter(me, newId(), matter)).toBeNull()
    expect((await everythingSealed()).filter((text) => text.includes('陈晓敏') && text !== '陈晓敏')).toEqual([])
    const title = await here.test.owner.query('select title from requests where id = $1', [from.id])
    expect(title.rows[0].title).not.toContain('陈晓敏')
  })
})

describe('who serves', () => {
  it('keeps the account, and a matter that they handle themselves until it is over', async () => {
    const actor = await here.actor(here.leads.unit)
    const lead: Neighbour = {
      ...actor,
      phone: '+8613800000001' as Phone,
      language: null,
      phoneHash: here.house.sealing.hash('phone', '+8613800000001'),
      byToken: false,
    }
    const own = await tell({ name: '张桂兰', phone: lead.phone, personId: lead.personId }, '我楼道灯坏了')
    const held = await privacy.held(lead, 'zh-CN')
    expect(held?.posts.length).toBeGreaterThan(0)
    expect(held?.matters.find((one) => one.page.endsWith(own.token))?.mustStay).toBe(true)
    expect(await privacy.correctName(lead, newId(), '别的')).toBe('in_office')
    expect(await privacy.eraseAll(lead, newId(), false)).toBeNull()
    const after = await privacy.held(lead, 'zh-CN')
    expect(after?.account).toMatchObject({ name: '张桂兰', phone: '+8613800000001' })
    expect(after?.matters.map((one) => one.mustStay)).toEqual([true])
  })
})

describe('correcting', () => {
  it('a name and a phone follows wherever they were left, and a message goes to the new phone', async () => {
    const me = await neighbour('刘国', '+8613700000005' as Phone)
    const told = await tell(me, '刘国家，电话137 0000 0005，水管漏')
    expect(await privacy.correctName(me, newId(), '刘建国')).toBeNull()
    expect(await privacy.correctPhone(me, newId(), '+8613700000006' as Phone)).toBeNull()
    const now = { ...me, phoneHash: here.house.sealing.hash('phone', '+8613700000006') }
    const held = await privacy.held(now, 'zh-CN')
    expect(held?.account).toMatchObject({ name: '刘建国', phone: '+8613700000006' })
    expect(held?.matters).toMatchObject([{ name: '刘建国', phone: '+8613700000006' }])
    const [voice] = await here.house.database.work({ communities: [here.communityId] }, (work) =>
      here.tracking.voicesToTell(work, here.communityId, told.id),
    )
    expect(voice?.phone).toBe('+8613700000006')
    // What they were called before is called so nowhere any more: erased later, nothing of it is left.
    expect(held?.matters[0]?.words[0]?.text).toBe('刘建国家，电话13700000006，水管漏')
    expect(await privacy.eraseAll(now, newId(), false)).toBeNull()
    expect((await everythingSealed()).filter((text) => /刘国|刘建国家|1370000000[56]/.test(text))).toEqual([])
    expect((await everythingElse()).includes(me.phoneHash?.toString('hex') ?? '')).toBe(false)
  })
})
