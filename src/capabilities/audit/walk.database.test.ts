import type { LightMyRequestResponse } from 'fastify'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installationChain } from '../../platform/audit/deed.ts'
import { deedName } from '../../platform/http/deeds.ts'
import { implementedRoutes } from '../../platform/http/implement.ts'
import { newId, type PersonId } from '../../platform/ids.ts'
import { createPeople } from '../people/index.ts'
import { appCode, browserAt } from '../people/sign-in/testing/browser.ts'
import { command } from '../requests/model.ts'
import { type Stairwell, stairwell, withEverybody } from '../requests/testing/stairwell.ts'
import en from './messages/desk.en.json' with { type: 'json' }
import zh from './messages/desk.zh-CN.json' with { type: 'json' }
import { auditedActions } from './model.ts'
import { openDoor } from './testing/open-door.ts'

type Who = keyof Awaited<ReturnType<typeof withEverybody>>['everybody']
/** One call that is right, by somebody who may. Where it is `null` the tests of signing in make it. */
type Example = {
  who: Who
  url: string
  payload?: object
  file?: string
  result?: string
  chain?: 'installation'
} | null

let here: Stairwell
let all: Awaited<ReturnType<typeof withEverybody>>
let door: Awaited<ReturnType<typeof openDoor>>
const tokens = new Map<PersonId, string>()
const codes = new Map<string, string>()
const examples: Record<string, () => Promise<Example> | Example> = {}
let picture: Buffer

beforeAll(async () => {
  here = await stairwell()
  all = await withEverybody(here)
  // A demo shows its codes on a page: so a phone can sign in here.
  door = await openDoor(here.test, here.clock, true)
  door.places.forgetAll()
  picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer()
})
afterAll(async () => {
  await door.close()
  await here.test.drop()
})

async function bearerOf(who: Who) {
  const id = all.everybody[who]
  const token = tokens.get(id) ?? (await createPeople(here.house).issueToken(id, 'script', 1))
  tokens.set(id, token)
  return { authorization: `Bearer ${token}` }
}
async function send(method: string, example: NonNullable<Example>): Promise<LightMyRequestResponse> {
  const { url, payload, file } = example
  const headers: Record<string, string> = await bearerOf(example.who)
  if (!file) return await door.server.inject({ method: method as 'POST', url, headers, ...(payload && { payload }) })
  const roster = '小区,网格,楼栋,单元,物业公司\n东院,第一网格,9,1,'
  const bytes = file === 'photo' ? picture : Buffer.from(roster)
  const name = file === 'photo' ? 'a.jpg' : 'roster.csv'
  headers['content-type'] = 'multipart/form-data; boundary=frontier'
  const head = `--frontier\r\ncontent-disposition: form-data; name="${file}"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--frontier--\r\n')])
  return await door.server.inject({ method: method as 'POST', url, headers, payload: body })
}
/** A new matter of a neighbour. */
async function told(): Promise<string> {
  const payload = { id: newId(), plaque: 'K7M2Q9', text: '楼道灯不亮', phone: '13912345678', name: '林某某' }
  const answer = await door.server.inject({ method: 'POST', url: '/api/v1/requests', payload })
  expect(answer.statusCode).toBe(200)
  return payload.id
}
/** Something that somebody has to look at first. */
async function held(): Promise<string> {
  const payload = { id: newId(), plaque: 'K7M2Q9', text: '转角有礼' }
  const words = { community: here.communityId, words: [payload.text] }
  await send('PUT', { who: 'staff', url: '/api/v1/open-door/words', payload: words })
  const answer = await door.server.inject({ method: 'POST', url: '/api/v1/requests', payload })
  expect(answer.json()).toMatchObject({ held: true })
  return payload.id
}
interface Line {
  community_id: string
  person_id: string | null
  what: string
  about: Record<string, string>
  result: string
  reason: string | null
  network: Buffer | null
  account: Buffer | null
}
async function linesBy(steps: () => Promise<unknown>): Promise<Line[]> {
  const before = await here.test.owner.query('select id from audit_entries')
  await steps()
  const known = before.rows.map((row) => row.id)
  // In the order in which they were written, whatever the clock stands at.
  const written = 'select * from audit_entries where id <> all ($1) order by xmin::text::bigint'
  return (await here.test.owner.query(written, [known])).rows
}

const act = (id: string) => ({ who: 'unit' as const, url: `/api/v1/requests/${id}/commands` })
let appointed = ''
Object.assign(examples, {
  'sign-in.code.post': () => null,
  'sign-in.phone.post': () => null,
  'sign-in.password.post': () => null,
  // What is of one's own session is told of by the test of sessions below: a token has none.
  'sign-in.passkey.options.post': () => null,
  'sign-in.passkey.post': () => null,
  'sign-in.second-factor.post': () => null,
  'me.second-factor.app.post': () => null,
  'me.second-factor.app.confirm.post': () => null,
  'me.second-factor.app.remove.post': () => null,
  'me.second-factor.codes.post': () => null,
  'me.passkeys.options.post': () => null,
  'me.passkeys.post': () => null,
  'me.passkeys.remove.post': () => null,
  'me.password.post': () => null,
  'me.sessions.end.post': () => null,
  'me.sessions.end-others.post': () => null,
  'sign-out.post': () => ({ who: 'unit', url: '/api/v1/sign-out', chain: 'installation' }),
  'me.language.put': () => ({
    who: 'unit',
    url: '/api/v1/me/language',
    payload: { language: 'en' },
    chain: 'installation',
  }),
  'me.channels.put': () => ({
    who: 'unit',
    url: '/api/v1/me/channels',
    payload: { channel: 'email', address: 'lead@example.cn', active: true },
    chain: 'installation',
  }),
  // A lead of one community stands in its chain.
  'me.notices.read.post': () => ({ who: 'unit', url: '/api/v1/me/notices/read', result: 'unchanged' }),
  'me.plaque.phone.put': () => ({ who: 'unit', url: '/api/v1/me/plaque/phone', payload: { shown: false } }),
  'me.plaque.portrait.put': () => ({ who: 'unit', url: '/api/v1/me/plaque/portrait', file: 'photo' }),
  'me.plaque.portrait.delete': () => ({ who: 'unit', url: '/api/v1/me/plaque/portrait' }),
  'photos.post': () => ({ who: 'unit', url: `/api/v1/photos?community=${here.communityId}`, file: 'photo' }),
  'requests.post': () => ({
    who: 'unit',
    url: '/api/v1/requests',
    payload: { id: newId(), plaque: 'K7M2Q9', text: '替王阿姨说', category: 'noise.neighbour' },
  }),
  'requests.commands.post': async () => ({ ...act(await told()), payload: { id: newId(), type: 'accept' } }),
  'requests.by-phone.post': () => ({
    who: 'staff',
    url: '/api/v1/requests/by-phone',
    payload: { phone: '13500000000' },
  }),
  'requests.contacts.post': async () => {
    const id = await told()
    const voice = await here.test.owner.query('select id from voices where request_id = $1', [id])
    const payload = { id: newId(), voice: voice.rows[0].id, reason: 'handling' }
    return { who: 'unit', url: `/api/v1/requests/${id}/contacts`, payload }
  },
  'held.release.post': async () => {
    const url = `/api/v1/held/${await held()}/release`
    return { who: 'staff', url, payload: { community: here.communityId } }
  },
  'held.aside.post': async () => {
    const url = `/api/v1/held/${await held()}/aside`
    return { who: 'staff', url, payload: { community: here.communityId, reason: 'spam' } }
  },
  'requests.looked.post': async () => {
    const url = `/api/v1/requests/${await told()}/looked`
    return { who: 'staff', url, payload: { community: here.communityId } }
  },
  'open-door.put': async () => {
    const door = (guarded: boolean) =>
      ({ who: 'staff', url: '/api/v1/open-door', payload: { community: here.communityId, guarded } }) as const
    await send('PUT', door(true))
    return door(false)
  },
  'open-door.words.put': () => ({
    who: 'staff',
    url: '/api/v1/open-door/words',
    payload: { community: here.communityId, words: ['转角有礼'] },
  }),
  'staff.post': () => {
    appointed = newId()
    const payload = {
      id: appointed,
      at: here.communityId,
      role: 'communityStaff',
      name: '司徒新来',
      account: 'situ',
      deskId: null,
      compoundId: null,
    }
    return { who: 'staff', url: '/api/v1/staff', payload }
  },
  'staff.invitation.post': () => ({
    who: 'staff',
    url: `/api/v1/staff/${appointed}/invitation`,
    payload: { id: newId(), at: here.communityId },
  }),
  'staff.end.post': () => ({
    who: 'staff',
    url: `/api/v1/staff/${appointed}/end`,
    payload: { id: newId(), at: here.communityId },
  }),
  'staff.desks.post': () => ({
    who: 'district',
    url: '/api/v1/staff/desks',
    payload: { id: newId(), at: here.communityId, name: '市政供水', phone: '88881234' },
  }),
  'calendar.put': () => ({
    who: 'district',
    url: '/api/v1/calendar/2027',
    payload: { days: [{ day: '2027-01-01', working: false, name: '元旦' }] },
    chain: 'installation',
  }),
  'clocks.put': () => ({
    who: 'district',
    url: '/api/v1/clocks',
    payload: { id: newId(), area: '370705007901', profile: null },
    chain: 'installation',
  }),
  'roster.imports.post': () => ({
    who: 'staff',
    url: `/api/v1/roster/imports?community=${here.communityId}`,
    file: 'file',
  }),
  'roster.imports.apply.post': async () => {
    const kept = await here.test.owner.query('select id from roster_imports limit 1')
    return {
      who: 'staff',
      url: `/api/v1/roster/imports/${kept.rows[0].id}/apply?community=${here.communityId}`,
    }
  },
  'plaques.get': () => ({ who: 'staff', url: `/api/v1/plaques?community=${here.communityId}` }),
  'audit.export.get': () => ({ who: 'auditAdmin', url: '/api/v1/audit/export', chain: 'installation' }),
} satisfies typeof examples)

const audited = () => implementedRoutes.filter((route) => route.method !== 'GET' || route.isAudited)

describe('every route that writes, or shows what is audited', () => {
  it('has an example here: a new one is audited by itself, and is shown to be so with a line below', () => {
    expect(
      audited()
        .map((route) => deedName(route))
        .toSorted(),
    ).toEqual(Object.keys(examples).toSorted())
  })

  it('leaves a line that says who, what, on what, from where, and with what result; and no words', async () => {
    const problems: string[] = []
    for (const route of audited().toSorted((one, other) => order(one) - order(other))) {
      const name = deedName(route)
      const example = await examples[name]?.()
      if (!example) continue
      let answer: LightMyRequestResponse | undefined
      const lines = await linesBy(async () => {
        answer = await send(route.method, example)
      })
      if (answer?.statusCode !== 200) problems.push(`${name}: ${answer?.statusCode} ${answer?.body}`)
      const what = route.act ? deedName(route, String((example.payload as Record<string, unknown>)[route.act])) : name
      const chain = example.chain ? installationChain : here.communityId
      const mine = lines.filter((line) => line.what === what && line.person_id === all.everybody[example.who])
      if (mine.length === 0 || mine.length !== lines.length) problems.push(`${name}: ${lines.map((line) => line.what)}`)
      for (const line of mine) {
        if (line.community_id !== chain) problems.push(`${name} stands in another chain`)
        if (line.result !== (example.result ?? 'done')) problems.push(`${name} is ${line.result}`)
        if (line.network?.length !== 32) problems.push(`${name} is from nowhere`)
        const ids = [...example.url.matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)].map(([id]) => id)
        const { id } = (example.payload ?? {}) as { id?: string }
        // The id of the matter stands before the id of the command.
        for (const wanted of ids.length > 0 ? ids : id ? [id] : [])
          if (!Object.values(line.about).includes(wanted)) problems.push(`${name} is on nothing`)
      }
    }
    expect(problems).toEqual([])
    const everything = await here.test.owner.query('select row_to_json(a)::text as line from audit_entries a')
    for (const { line } of everything.rows)
      expect(line).not.toMatch(/[\u4e00-\u9fff]|13912345678|1380000\d{4}|example\.cn|situ/)
  })

  it('that goes on after it was answered leaves its line with what it writes then', async () => {
    const applied = () => here.test.owner.query("select 1 from places where kind = 'building' and name like '9%'")
    await expect.poll(async () => (await applied()).rowCount, { timeout: 10_000 }).toBe(1)
    const lines = await here.test.owner.query(`
      select count(*)::int as all, count(*) filter (where a.xmin = p.xmin)::int as with_places
      from audit_entries a, places p
      where a.what = 'roster.imports.apply.post' and p.kind = 'building' and p.name like '9%'`)
    // One when it is begun, one when it is written; how far it has come is nobody's deed.
    expect(lines.rows).toEqual([{ all: 2, with_places: 1 }])
  })

  it('has words for its code in both languages, and so has every command', () => {
    const codes = audited()
      .flatMap((route) =>
        route.act === undefined
          ? [deedName(route)]
          : command.options.map((one) => deedName(route, one.shape.type.value)),
      )
      .filter((name) => name !== 'sign-in.code.post')
    expect(codes.filter((code) => !(auditedActions as readonly string[]).includes(code))).toEqual([])
    for (const messages of [zh, en])
      expect(auditedActions.filter((code) => !(`audit.what.${code}` in messages))).toEqual([])
  })

  it('is told where it was refused, by whom and why; who has not signed in is nobody', async () => {
    const id = await told()
    const refused = await linesBy(async () => {
      const { url } = act(id)
      // Not theirs to do, not open any more, not there, and nobody.
      await send('POST', { who: 'viewer', url, payload: { id: newId(), type: 'accept' } })
      await send('POST', { who: 'staff', url, payload: { id: newId(), type: 'accept_offer' } })
      await send('POST', { who: 'staff', url: act(newId()).url, payload: { id: newId(), type: 'accept' } })
      await door.server.inject({ method: 'POST', url, payload: { id: newId(), type: 'accept' } })
    })
    expect(refused.map((line) => [line.person_id, line.what, line.result, line.reason])).toEqual([
      [all.everybody.viewer, 'requests.commands.accept', 'refused', 'forbidden'],
      [all.everybody.staff, 'requests.commands.accept_offer', 'refused', expect.any(String)],
      [all.everybody.staff, 'requests.commands.accept', 'refused', 'not_found'],
    ])
  })

  it('that is repeated is told as a repeat that changed nothing', async () => {
    const id = await told()
    const example = { ...act(id), payload: { id: newId(), type: 'accept' } }
    const lines = await linesBy(async () => {
      for (let n = 0; n < 2; n++) expect((await send('POST', example)).statusCode).toBe(200)
    })
    expect(lines.map((line) => line.result)).toEqual(['done', 'unchanged'])
  })

  it('that reports without signing in leaves none', async () => {
    expect(await linesBy(told)).toEqual([])
  })
})

/** A post is made, then its link, then it ends; a roster is checked before it is applied. */
function order(route: Parameters<typeof deedName>[0]): number {
  return [
    'staff.post',
    'staff.invitation.post',
    'staff.end.post',
    'roster.imports.post',
    'roster.imports.apply.post',
  ].indexOf(deedName(route))
}

describe('signing in', () => {
  /** A code is good in the browser that asked for it. */
  let brought = ''
  const code = async (phone: string) => {
    const asked = await door.server.inject({ method: 'POST', url: '/api/v1/sign-in/code', payload: { phone } })
    brought = asked.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const page = (await door.server.inject('/demo/codes')).body
    codes.set(phone, /<strong[^>]*>(\d{6})</.exec(page)?.[1] ?? '')
    return codes.get(phone)
  }

  it('and out is told with the person; a wrong code with a keyed hash of the account, the same each time', async () => {
    const phone = all.phones.get(here.leads.building) as string
    const right = await code(phone)
    const wrong = right === '000000' ? '000001' : '000000'
    const by = async (typed: string | undefined, to = phone) =>
      await door.server.inject({
        method: 'POST',
        url: '/api/v1/sign-in/phone',
        headers: { cookie: brought },
        payload: { phone: to, code: typed },
      })
    let cookie = ''
    const lines = await linesBy(async () => {
      expect((await by(wrong)).statusCode).toBe(422)
      expect((await by(wrong, '13700000000')).statusCode).toBe(422)
      const answer = await by(right)
      expect(answer.statusCode).toBe(200)
      cookie = [answer.headers['set-cookie'] ?? []]
        .flat()
        .map((one) => one.split(';')[0])
        .join('; ')
      const headers = { cookie, 'x-csrf-token': answer.json().csrfToken }
      expect((await door.server.inject({ method: 'POST', url: '/api/v1/sign-out', headers })).statusCode).toBe(200)
    })
    expect(lines.map((line) => [line.what, line.person_id, line.result, line.reason, line.community_id])).toEqual([
      ['sign-in.phone.post', null, 'refused', 'code_wrong', installationChain],
      ['sign-in.phone.post', null, 'refused', 'code_wrong', installationChain],
      ['sign-in.phone.post', here.leads.building, 'done', null, installationChain],
      ['sign-out.post', here.leads.building, 'done', null, installationChain],
    ])
    const accounts = lines.map((line) => line.account?.toString('hex') ?? null)
    expect(accounts[0]).toBe(accounts[2])
    expect(accounts[0]).not.toBe(accounts[1])
    expect(accounts[3]).toBeNull()
    expect(accounts[0]).not.toBe(here.people.phoneHash(`+86${phone}` as never).toString('hex'))
  })

  it('by a wrong password is told, and by the right one; nobody is let in whose line cannot be written', async () => {
    const userId = await door.signIn.makeAccount('zhao', 'a window with four panes')
    await here.test.owner.query('update people set user_id = $1, account_hash = $2 where id = $3', [
      userId,
      here.people.accountHash('zhao'),
      here.leads.staff,
    ])
    const by = (password: string) =>
      door.server.inject({ method: 'POST', url: '/api/v1/sign-in/password', payload: { account: 'zhao', password } })
    const lines = await linesBy(async () => {
      expect((await by('a window with three panes')).statusCode).toBe(422)
      expect((await by('a window with four panes')).statusCode).toBe(200)
    })
    expect(lines.map((line) => [line.what, line.person_id, line.result, line.reason])).toEqual([
      ['sign-in.password.post', null, 'refused', 'password_wrong'],
      ['sign-in.password.post', here.leads.staff, 'done', null],
    ])
    // Their own session, with what only it can do.
    const browser = browserAt(door.server)
    await browser.byPassword('zhao', 'a window with four panes')
    const own = await linesBy(async () => {
      const password = 'a window with four panes'
      const begun = await browser.post('/me/second-factor/app', { password })
      const code = appCode(begun.body.secret)
      expect((await browser.post('/me/second-factor/app/confirm', { code })).status).toBe(200)
      expect((await browser.post('/me/second-factor/codes', { password: 'x' })).status).toBe(422)
      expect((await browser.post('/me/second-factor/codes', { password })).status).toBe(200)
      expect((await browser.post('/me/sessions/end-others')).status).toBe(200)
      expect((await browser.post('/me/second-factor/app/remove', { password })).status).toBe(200)
    })
    expect(own.map((line) => [line.what, line.person_id, line.result, line.reason])).toEqual([
      ['me.second-factor.app.post', here.leads.staff, 'done', null],
      ['me.second-factor.app.confirm.post', here.leads.staff, 'done', null],
      ['me.second-factor.codes.post', here.leads.staff, 'refused', 'password_wrong'],
      ['me.second-factor.codes.post', here.leads.staff, 'done', null],
      ['me.sessions.end-others.post', here.leads.staff, 'done', null],
      ['me.second-factor.app.remove.post', here.leads.staff, 'done', null],
    ])
    await here.test.owner.query('revoke insert on audit_entries from silin_test_app')
    try {
      const answer = await by('a window with four panes')
      expect(answer.statusCode).toBe(500)
      expect(answer.headers['set-cookie']).toBeUndefined()
    } finally {
      await here.test.owner.query('grant insert on audit_entries to silin_test_app')
    }
  })
})
