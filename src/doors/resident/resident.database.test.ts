import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import feedbackEn from '../../capabilities/feedback/messages/pages.en.json' with { type: 'json' }
import feedbackZh from '../../capabilities/feedback/messages/pages.zh-CN.json' with { type: 'json' }
import { feedbackPages } from '../../capabilities/feedback/pages/feedback-pages.tsx'
import { retentionDays } from '../../capabilities/privacy/index.ts'
import privacyEn from '../../capabilities/privacy/messages/pages.en.json' with { type: 'json' }
import privacyZh from '../../capabilities/privacy/messages/pages.zh-CN.json' with { type: 'json' }
import { type Door, hiddenFields, openDoor, photo, shownValue } from '../../capabilities/requests/pages/testing/door.ts'
import { newId } from '../../platform/ids.ts'
import { ownPath } from './look-choice.ts'
import en from './messages/resident.en.json' with { type: 'json' }
import zh from './messages/resident.zh-CN.json' with { type: 'json' }
import { residentErrorPage, residentPages } from './pages.tsx'

const saved: (readonly [string, string | null, string])[] = []
let door: Door
beforeAll(async () => {
  door = await openDoor({
    assets: { css: '/assets/resident.css', script: null, live: '/assets/live-1a2b3c4d.js' },
    words: [
      { 'zh-CN': zh, en },
      { 'zh-CN': feedbackZh, en: feedbackEn },
      { 'zh-CN': privacyZh, en: privacyEn },
    ],
    more(server, house, kit, { places, limits }) {
      residentPages(server, {
        house: { ...house, demo: true },
        kit,
        places,
        demoPlaque: () => 'K7M2Q9',
        retentionDays: () => retentionDays(house),
      })
      feedbackPages(server, { house, kit, limits, save: async (...said) => void saved.push(said) })
      const host = { sponsor: '测试街道办事处', filingNumber: null, phone: '88880000' }
      const page = residentErrorPage(kit, () => host)
      server.get<{ Params: { kind: never } }>('/fails/:kind', (request, reply) =>
        page(request, reply, request.params.kind),
      )
    },
  })
})
afterAll(() => door.close())

describe('the first page', () => {
  it('leads a typed code to its plaque, and says what a code looks like', async () => {
    expect((await door.get('/?code=k7m2%20q9')).headers.location).toBe('/p/K7M2Q9')
    const wrong = await door.get('/?code=%22%3E%3Cscript%3E')
    expect(wrong.statusCode).toBe(422)
    expect(shownValue(wrong.body, 'code')).toBe('"><script>')
    const { body } = await door.get('/')
    expect(body).toContain('href="/p/K7M2Q9"')
    expect(body).toContain('tel:88880000')
  })

  it('has the window mark for the browser’s tab', async () => {
    const icon = await door.get('/icon.svg')
    expect(icon.headers['content-type']).toContain('image/svg+xml')
    expect(icon.body.match(/#e9a23b/g)).toHaveLength(4)
    expect((await door.get('/favicon.ico')).headers.location).toBe('/icon.svg')
  })

  it('speaks English', async () => {
    expect((await door.get('/', { 'accept-language': 'en' })).body).toContain('Open my stairwell')
  })
})

describe('what a visitor chooses of the look', () => {
  it('is kept for a year and leads back', async () => {
    const answer = await door.get('/look?large=1&language=en&back=%2Fp%2FK7M2Q9%3Fstep%3D2')
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe('/p/K7M2Q9?step=2')
    const cookies = [answer.headers['set-cookie']].flat()
    expect(cookies).toHaveLength(2)
    for (const cookie of cookies)
      expect(cookie).toMatch(/^silin_(large=1|language=en); Max-Age=31536000; Path=\/.*SameSite=Lax/)
    expect((await door.get('/look?large=2&language=fr&back=x')).headers['set-cookie']).toBeUndefined()
  })

  it.each([
    ['/p/K7M2Q9', '/p/K7M2Q9'],
    ['/r/1-abc?done=tell', '/r/1-abc?done=tell'],
    ['//elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['/\t/elsewhere.example', '/'],
    ['/\n/elsewhere.example', '/'],
    ['/..//elsewhere.example', '/'],
    ['https://elsewhere.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
    [undefined, '/'],
  ])('%s leads to %s', (back, path) => {
    expect(ownPath(back)).toBe(path)
  })
})

describe('what people say about the service', () => {
  it('is kept as they said it', async () => {
    const answer = await door.post('/feedback', { text: '  字再大些\r\n就好了', contact: ' 13800138000 ' })
    expect(answer.headers.location).toBe('/feedback/thanks')
    expect(saved).toEqual([['字再大些\n就好了', '13800138000', 'zh-CN']])
    expect((await door.get('/feedback/thanks')).body).toContain('收到了，谢谢您')
  })

  it.each([
    [{ text: ' ', contact: 'a' }, '写一句话就行'],
    [{ text: '长'.repeat(2001), contact: '' }, '太长了，最多 2000 个字'],
    [{ text: '好', contact: 'x'.repeat(101) }, '太长了，最多 100 个字'],
  ])('is shown again when it cannot be taken (%#)', async (typed, words) => {
    const { statusCode, body } = await door.post('/feedback', typed)
    expect(statusCode).toBe(422)
    expect(body).toContain(words)
    expect(shownValue(body, 'text')).toBe(typed.text)
    expect(shownValue(body, 'contact')).toBe(typed.contact)
  })
})

describe('the other pages', () => {
  it('the privacy notice says who, why, what, how long, and what one can do', async () => {
    const { body } = await door.get('/privacy')
    for (const words of ['测试街道办事处是个人信息处理者', '180 天', '撤回同意', '未', '88880000']) {
      if (words !== '未') expect(body).toContain(words)
    }
    expect((await door.get('/privacy', { 'accept-language': 'en' })).body).toContain('personal information processor')
  })

  it.each([
    ['not_found', 404],
    ['forbidden', 403],
    ['csrf', 403],
    ['too_large', 413],
    ['too_many', 429],
    ['broken', 500],
    ['away', 503],
    ['busy', 503],
    ['refused', 409],
  ])('%s has a page with a phone, whatever has failed', async (kind, status) => {
    const { statusCode, body } = await door.get(`/fails/${kind}`)
    expect(statusCode).toBe(status)
    expect(body).toContain('tel:88880000')
  })
})

describe('what travels to an old phone', () => {
  const assets = fileURLToPath(new URL('./assets/', import.meta.url))
  const { bundle } = createRequire(createRequire(import.meta.url).resolve('vite'))('lightningcss') as {
    bundle(options: { filename: string; minify: boolean }): { code: Uint8Array }
  }
  let fixed = 0
  async function weightOf(name: string): Promise<number> {
    const { output } = await build({
      input: `${assets}${name}.ts`,
      platform: 'browser',
      transform: { target: 'es2018' },
      write: false,
      output: { format: 'iife', minify: true },
    })
    return Buffer.byteLength(output[0].code)
  }

  it('the script stays below 4 KB, and what follows live updates below 2 KB', async () => {
    const [script, live] = await Promise.all(['resident', 'live'].map(weightOf))
    expect(script).toBeLessThan(4 * 1024)
    // Loaded only by pages that are followed; counted with all of them.
    expect(live).toBeLessThan(2 * 1024)
    fixed = (script ?? 0) + (live ?? 0) + bundle({ filename: `${assets}resident.css`, minify: true }).code.length
  })

  it('every page stays below 30 KB with its styles and its script', async () => {
    const plaque = '/p/K7M2Q9'
    const weights = new Map<string, number>()
    const weigh = (name: string, body: string) => weights.set(name, fixed + Buffer.byteLength(body))
    const form = async () => {
      const { id = '', tell = '' } = hiddenFields((await door.get(plaque)).body)
      return { id, tell }
    }
    // As many open matters as the page shows, and more photos and words than anybody sends.
    const photos = await Promise.all(['#111', '#333', '#555', '#777', '#999', '#bbb'].map(photo))
    let path = ''
    for (let number = 1; number <= 12; number++) {
      const text = `${number} 号楼道里的灯从昨天晚上起就一直不亮了，老人上楼看不清`
      const sent = await door.post(plaque, { ...(await form()), text, confirm: '1' }, number === 12 ? { photos } : {})
      path = String(sent.headers.location)
    }
    for (let times = 0; times < 6; times++)
      await door.post(path, { id: newId(), do: 'tell', text: '还没有人来，天黑了更看不清' })
    for (const cookie of ['silin_language=zh-CN', 'silin_language=en', 'silin_language=zh-CN; silin_large=1']) {
      for (const url of [
        plaque,
        `${plaque}?category=safety.gas_smell`,
        `${plaque}?view=place`,
        path,
        '/',
        '/privacy',
        '/feedback',
        '/me',
        '/p/ZZZZZZ',
        '/fails/away',
      ]) {
        weigh(`${cookie} ${url}`, (await door.get(url, { cookie })).body)
      }
      const similar = await door.post(plaque, { ...(await form()), text: '灯'.repeat(300) }, { headers: { cookie } })
      weigh(`${cookie} similar`, similar.body)
      const wrong = await door.post(
        plaque,
        { ...(await form()), phone: '1', about: 'property' },
        { photos, headers: { cookie } },
      )
      weigh(`${cookie} wrong`, wrong.body)
    }
    expect([...weights].filter(([, bytes]) => bytes > 30 * 1024)).toEqual([])
  })
})
