import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { createPhotos } from '../../../../platform/files/photos.ts'
import type { House } from '../../../../platform/house.ts'
import { createPageKit, type ResidentAssets } from '../../../../platform/http/page-kit.ts'
import { HttpProblem } from '../../../../platform/http/problems.ts'
import { createServer, type ErrorPage } from '../../../../platform/http/server.ts'
import pageEn from '../../../../platform/i18n/messages/page.en.json' with { type: 'json' }
import pageZh from '../../../../platform/i18n/messages/page.zh-CN.json' with { type: 'json' }
import problemEn from '../../../../platform/i18n/messages/problem.en.json' with { type: 'json' }
import problemZh from '../../../../platform/i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { type Catalogues, joinCatalogues, textIn } from '../../../../platform/i18n/text.ts'
import type { PersonId } from '../../../../platform/ids.ts'
import { createContacts } from '../../contacts/contacts.ts'
import en from '../../messages/pages.en.json' with { type: 'json' }
import zh from '../../messages/pages.zh-CN.json' with { type: 'json' }
import { type Stairwell, stairwell } from '../../testing/stairwell.ts'
import { requestPages } from '../index.ts'

/** The code that the stand-in for the SMS gateway gives everybody. */
export const rightCode = '246810'
const csrfToken = 'a token of this session'

export interface DoorOptions {
  readonly at?: string
  readonly assets?: ResidentAssets
  readonly words?: readonly Catalogues[]
  readonly more?: (
    server: FastifyInstance,
    house: House,
    kit: ReturnType<typeof createPageKit>,
    well: Stairwell,
  ) => void
}

/** The resident pages on a real server, with everything real behind them but the signing in. */
export async function openDoor(options: DoorOptions = {}) {
  const well = await stairwell(options.at)
  const catalogues = joinCatalogues([
    { 'zh-CN': pageZh, en: pageEn },
    { 'zh-CN': problemZh, en: problemEn },
    { 'zh-CN': zh, en },
    ...(options.words ?? []),
  ])
  const texts = { 'zh-CN': textIn('zh-CN', catalogues), en: textIn('en', catalogues) }
  const house: House = { ...well.house, catalogues, text: (language) => texts[language] }
  const host = { sponsor: '测试街道办事处', filingNumber: null, phone: '88880000' }
  const kit = createPageKit(house, options.assets ?? { css: '/assets/resident.css', script: null }, () => host)
  const errorPage: ErrorPage = (_request, reply, kind) => reply.type('text/html').send(`<h1>${kind}</h1>`)
  const server = await createServer(house, errorPage)
  const person = { personId: well.leads.unit as PersonId, phoneHash: house.sealing.hash('phone', '+8613800000001') }
  requestPages(server, {
    ...well,
    house,
    kit,
    photos: createPhotos(house),
    contacts: createContacts(house, well.reading, well.people),
    person: async (request) => (request.cookies.who === 'me' ? person : null),
    signIn: {
      askCode: async () => ({ waitSeconds: 60 }),
      byCode: async (_phone, code, reply) => {
        if (code !== rightCode) return false
        reply.setCookie('who', 'me', { path: '/' })
        return true
      },
      signOut: async (_request, reply) => void reply.clearCookie('who', { path: '/' }),
      csrf: (request) => (request.cookies.who === 'me' ? csrfToken : ''),
      check: async (request, given) => {
        if (request.cookies.who === 'me' && given !== csrfToken) throw new HttpProblem('csrf')
      },
    },
  })
  options.more?.(server, house, kit, well)
  await server.ready()

  const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers })
  const post = async (
    url: string,
    fields: Record<string, string>,
    more: { photos?: readonly Buffer[]; headers?: Record<string, string> } = {},
  ) => {
    if (!more.photos) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...more.headers }
      return await server.inject({ method: 'POST', url, headers, payload: new URLSearchParams(fields).toString() })
    }
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    for (const bytes of more.photos)
      form.append('photos', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'a.jpg')
    const encoded = new Response(form)
    const payload = Buffer.from(await encoded.arrayBuffer())
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '', ...more.headers }
    return await server.inject({ method: 'POST', url, headers, payload })
  }
  return {
    ...well,
    house,
    server,
    get,
    post,
    async close() {
      await server.close()
      await well.test.drop()
    },
  }
}
export type Door = Awaited<ReturnType<typeof openDoor>>

/** A photo as a phone takes one, small; another colour is another photo. */
export function photo(colour = '#774422'): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 480, channels: 3, background: colour } })
    .jpeg()
    .toBuffer()
}

/** The fields that a page's forms would send unseen: the first of each name. */
export function hiddenFields(html: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [, name = '', value = ''] of html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
    fields[name] ??= unescapeHtml(value)
  }
  return fields
}

/** What was typed into fields that are shown. */
export function shownValue(html: string, name: string): string | undefined {
  // A value may hold a `>`: attributes are read one by one.
  const input = [...html.matchAll(/<input((?:\s+[\w-]+(?:="[^"]*")?)*)/g)]
    .map(([, attributes = '']) => attributes)
    .find((attributes) => attributes.includes(` name="${name}"`))
    ?.match(/ value="([^"]*)"/)?.[1]
  const area = html.match(new RegExp(`<textarea(?=[^>]* name="${name}")[^>]*>\\n?([^<]*)</textarea>`))?.[1]
  const found = input ?? area
  return found === undefined ? undefined : unescapeHtml(found)
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
