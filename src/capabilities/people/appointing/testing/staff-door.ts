import { parseConfig } from '../../../../platform/config/config.ts'
import type { House } from '../../../../platform/house.ts'
import { createImplement, describeApi } from '../../../../platform/http/implement.ts'
import { createPageKit } from '../../../../platform/http/page-kit.ts'
import { createServer } from '../../../../platform/http/server.ts'
import pageEn from '../../../../platform/i18n/messages/page.en.json' with { type: 'json' }
import pageZh from '../../../../platform/i18n/messages/page.zh-CN.json' with { type: 'json' }
import problemEn from '../../../../platform/i18n/messages/problem.en.json' with { type: 'json' }
import problemZh from '../../../../platform/i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { joinCatalogues, textIn } from '../../../../platform/i18n/text.ts'
import { type CommunityId, newId, type PersonId } from '../../../../platform/ids.ts'
import { deskBook } from '../../../places/index.ts'
import { stairwell, withEverybody } from '../../../requests/testing/stairwell.ts'
import { createFormTokens, createGate, createSignIn, openStaff, peopleApi, type SignedIn } from '../../index.ts'
import codeEn from '../../messages/code.en.json' with { type: 'json' }
import codeZh from '../../messages/code.zh-CN.json' with { type: 'json' }
import welcomeEn from '../../messages/welcome.en.json' with { type: 'json' }
import welcomeZh from '../../messages/welcome.zh-CN.json' with { type: 'json' }
import { oidcPages } from '../../pages/oidc-pages.tsx'
import { ownSessionsPage } from '../../pages/own-sessions-page.tsx'

/** A community with everybody around it, and a server with the staff list, the welcome page and sign-in. */
export async function staffDoor(environment: Readonly<Record<string, string>> = {}) {
  const here = await stairwell()
  const all = await withEverybody(here)
  // Whom only the stairwell's ladder needs would be in everybody's way in a list of who is there.
  const extra = Object.values(here.deskPeople)
  await here.test.owner.query('delete from responsibilities where person_id = any ($1)', [extra])
  await here.test.owner.query('delete from offices where person_id = any ($1)', [extra])
  const catalogues = joinCatalogues([
    { 'zh-CN': problemZh, en: problemEn },
    { 'zh-CN': pageZh, en: pageEn },
    { 'zh-CN': welcomeZh, en: welcomeEn },
    { 'zh-CN': codeZh, en: codeEn },
  ])
  const house: House = {
    ...here.house,
    config: parseConfig(environment),
    catalogues,
    text: (language) => textIn(language, catalogues),
  }
  const settings = { databaseUrl: here.test.appUrl, secret: here.test.secret }
  /** The codes that phones got, by phone. */
  const codes = new Map<string, string>()
  const carrier = { send: async (phone: string, code: string) => void codes.set(phone.replace('+86', ''), code) }
  const signIn = createSignIn(house, here.people, carrier, settings)
  const server = await createServer(house, (_request, reply, kind) => reply.send(kind))
  await describeApi(server, '0')
  const implement = createImplement<SignedIn>(house, createGate(signIn))
  peopleApi(server, implement, { people: here.people, signIn, communityNames: here.places.communities })
  const kit = createPageKit(house, { css: '/x.css', script: null }, () => ({
    sponsor: '测试街道办事处',
    filingNumber: null,
    phone: '88880000',
  }))
  openStaff(server, implement, { house, kit, deskBook, forget: here.places.forget })
  oidcPages(server, { kit, signIn })
  server.register(async (pages) => {
    const formTokens = createFormTokens(signIn)
    pages.addHook('preHandler', formTokens.learn)
    ownSessionsPage(pages, { house, kit, signIn, csrf: formTokens.of })
  })
  await server.ready()

  type Who = keyof typeof all.everybody
  const tokens = new Map<PersonId, string>()
  async function tokenOf(personId: PersonId): Promise<string> {
    const token = tokens.get(personId) ?? (await here.people.issueToken(personId, 'test', 400))
    tokens.set(personId, token)
    return token
  }
  /** As somebody, by a token of theirs; as nobody where there is none. */
  async function send(who: Who | PersonId | null, method: 'GET' | 'POST', path: string, payload?: object) {
    const personId = who && ((all.everybody as Record<string, PersonId>)[who] ?? (who as PersonId))
    const answer = await server.inject({
      method,
      url: `/api/v1/staff${path}`,
      headers: personId ? { authorization: `Bearer ${await tokenOf(personId)}` } : {},
      ...(payload && { payload }),
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const wish = (more: object) => ({
    id: newId<string>(),
    at: here.communityId,
    role: 'communityStaff',
    name: '新来的',
    account: `new-${newId<string>().slice(-12)}`,
    deskId: null,
    compoundId: null,
    ...more,
  })
  return {
    here,
    all,
    house,
    server,
    /** The sign-in itself, for what no browser asks. */
    duties: { sweep: signIn.sweep },
    codes,
    send,
    wish,
    appoint: async (who: Who | PersonId | null, more: object = {}) => await send(who, 'POST', '', wish(more)),
    list: async (who: Who | PersonId, at: string) => await send(who, 'GET', `?at=${at}`),
    /** The page behind a link, as a browser asks for it. */
    page: async (url: string, form?: Record<string, string>) => {
      const answer = await server.inject({
        method: form ? 'POST' : 'GET',
        url: new URL(url).pathname,
        headers: form ? { 'content-type': 'application/x-www-form-urlencoded' } : {},
        ...(form && { payload: new URLSearchParams(form).toString() }),
      })
      return { status: answer.statusCode, html: answer.body }
    },
    /** Signs in by account and password; answers the cookie, or null when it was refused. */
    signIn: async (account: string, password: string): Promise<string | null> => {
      const answer = await server.inject({
        method: 'POST',
        url: '/api/v1/sign-in/password',
        payload: { account, password },
      })
      const cookies = [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0])
      return answer.statusCode === 200 ? cookies.join('; ') : null
    },
    session: async (cookie: string) => await server.inject({ url: '/api/v1/session', headers: { cookie } }),
    changes: async (personId: PersonId) =>
      (
        await here.test.owner.query(
          'select what, by_person_id, role, community_id, area_code from staff_changes where person_id = $1 order by at, id',
          [personId],
        )
      ).rows as { what: string; by_person_id: PersonId; role: string; community_id: CommunityId | null }[],
    async close() {
      await server.close()
      await signIn.close()
      await here.test.drop()
    },
  }
}
export type StaffDoor = Awaited<ReturnType<typeof staffDoor>>
