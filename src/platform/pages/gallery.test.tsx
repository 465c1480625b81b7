import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dayBar } from '../look/day-bar.ts'
import { attribute, callTo, linkTo } from './attribute.ts'
import {
  Button,
  CallButton,
  Card,
  DayArc,
  DayBar,
  Faces,
  Field,
  LinkButton,
  MatterRow,
  Notice,
  Page,
  type PageProps,
  PersonRow,
  PhotoInput,
  PicturePicker,
  Rows,
  Step,
  Tag,
  Timeline,
  WindowMark,
} from './index.ts'

const styles = readFileSync(new URL('./styles.css', import.meta.url), 'utf8')
const tokens = readFileSync(new URL('../look/tokens.css', import.meta.url), 'utf8')

const attack = `"'><script>alert(1)</script>&lt;`

/** Every component with the same words in every prop that takes words. */
function gallery(words: string): JSX.Element {
  const five = [words, words, words, words, words] as const
  const options = [
    { value: words, word: words, icon: 'car' as const },
    { value: 'other', word: words, icon: 'ellipsis' as const },
  ]
  return (
    <>
      <WindowMark lit={2} frame="calm" label={words} size="large" lighting />
      <DayArc start={845} due={1260} now={920} label={words} words={words} />
      <DayBar bar={dayBar({ start: 845, due: 1260, now: 920, state: 'soon' })} />
      <Notice kind="over" title={words} words={words} live="alert" />
      <Tag kind="soon" word={words} />
      <Card title={words} id="here">
        <Rows>
          <PersonRow name={words} role={words} about={words} photo={`/files/${words}`}>
            <CallButton look="round" phone={words} word={words} />
          </PersonRow>
          <PersonRow name={words} role={words} />
          <MatterRow mark={{ lit: 1, frame: 'over' }} title={words} href={`/t/${words}`} about={words} />
          <MatterRow mark={{ lit: 1, frame: 'unlit' }} title={words} about={words} />
        </Rows>
      </Card>
      <Timeline label={words} items={[{ title: words, time: words, datetime: words, words, state: 'now' }]} />
      <Step counter={words} question={words} action={words} kept={{ [words]: words }} carriesFiles>
        <Field name={words} label={words} hint={words} error={words} value={words} placeholder={words} />
        <Field name="long" rows={3} label={words} value={words} />
        <PicturePicker name={words} legend={words} options={options} chosen={words} error={words} />
        <PicturePicker name={words} legend={words} options={options} tap="send" />
        <Faces name={words} legend={words} words={five} error={words} />
        <PhotoInput name={words} word={words} hint={words} error={words} />
        <Button word={words} name={words} value={words} formAction={words} does={words} />
        <LinkButton word={words} href={words} />
      </Step>
    </>
  )
}

function page(words: string, more: Partial<PageProps> = {}): string {
  return Page({
    language: 'zh-CN',
    title: words,
    large: false,
    header: {
      mark: { lit: 1, frame: 'calm' },
      title: words,
      subtitle: words,
      back: `/p/1?q=${words}`,
      readAloud: true,
    },
    footer: { operator: words, filing: { number: words, href: words }, communityPhone: '8888 0000' },
    assets: { css: '/styles.css', script: '/page.js' },
    text: (key, values) => `${key} ${Object.values(values ?? {}).join(' ')}`,
    children: gallery(words),
    ...more,
  })
}

/** The tags of a page, attribute values cut out, so that only what a browser takes as markup is left. */
const tagsOf = (html: string) => [...html.matchAll(/<([a-z!][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g)]

describe('whatever people type', () => {
  test('makes no tag, no attribute and no link of its own', () => {
    const shape = (html: string) => tagsOf(html).map(([, tag, rest = '']) => tag + rest.replace(/="[^"]*"/g, ''))
    expect(page(attack)).not.toMatch(/<script>|<\/script>(?!<\/head>)/)
    expect(shape(page(attack))).toEqual(shape(page('三楼的灯不亮了')))
  })

  test('comes back letter by letter', () => {
    expect(page(attack)).toContain('value="&#34;\'>&lt;script>alert(1)&lt;/script>&amp;lt;"')
    expect(page(attack)).toContain('\n&#34;&#39;>&lt;script>alert(1)&lt;/script>&amp;lt;</textarea>')
    expect(attribute('a&lt;b')).toBe('a&amp;lt;b')
  })

  test.each([
    ['/t/1?a=1&b=2', '/t/1?a=1&amp;b=2'],
    ['https://beian.miit.gov.cn/', 'https://beian.miit.gov.cn/'],
    ['#main', '#main'],
    ['javascript:alert(1)', '#'],
    [' javascript:alert(1)', '#'],
    ['//elsewhere.example', '#'],
    ['/\\elsewhere.example', '#'],
    ['data:text/html,x', '#'],
  ])('%s leads to %s', (address, link) => {
    expect(linkTo(address)).toBe(link)
  })

  test.each([
    ['139 0000-0000', 'tel:13900000000'],
    ['+86 (0536) 8888 0000', 'tel:+8605368888 0000'.replace(' ', '')],
    ['8888+0000#1', 'tel:88880000%231'],
    ['"><script>', 'tel:'],
  ])('%s rings %s', (phone, link) => {
    expect(callTo(phone)).toBe(link)
  })
})

describe('what screen readers hear', () => {
  const field = String(<Field name="phone" kind="tel" label="电话" hint="不留也行" error="少几位" value="138" />)

  test('a field has its label, its hint and its error', () => {
    expect(field).toContain('for="field-phone"')
    expect(field).toContain('aria-describedby="field-phone-hint field-phone-error"')
    expect(field).toContain('aria-invalid="true"')
    expect(field).toContain('id="field-phone-error"')
    expect(field).toContain('value="138"')
  })

  test('a field without faults is not called wrong', () => {
    expect(String(<Field name="phone" label="电话" />)).not.toMatch(/aria-/)
  })

  test('every id is there once and every reference finds one', () => {
    const html = String(
      gallery('字')
        .toString()
        .replaceAll('field-字', () => `field-${Math.random()}`),
    )
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, id] of field.matchAll(/(?:for|describedby)="([^" ]+)/g)) expect(field).toContain(`id="${id}"`)
  })

  test('drawings are silent unless they are given words', () => {
    expect(String(<WindowMark lit={1} frame="calm" />)).toContain('aria-hidden="true"')
    expect(String(<WindowMark lit={1} frame="calm" label="已报" />)).toContain('role="img" aria-label="已报"')
    expect(String(<Timeline label="经过" items={[{ title: '接了', state: 'now' }]} />)).toContain('aria-current="step"')
  })

  test('a page has its language, landmarks, one h1 and a way past its head', () => {
    const html = page('三楼的灯不亮了', { language: 'en', large: true })
    expect(html).toMatch(/^<!doctype html><html lang="en" class="large">/)
    expect(html.match(/<(header|main|footer|nav|h1)[ >]/g)).toHaveLength(5)
    expect(html).toContain('<a class="skip" href="#main">')
    expect(html).toContain('href="/look?large=0&amp;back=%2Fp%2F1%3Fq%3D')
    expect(html).toContain('href="/look?language=zh-CN&amp;back=')
    expect(html).toContain('href="tel:88880000"')
    expect(html).toContain('href="/privacy"')
    expect(html).toContain('href="/feedback"')
  })
})

describe('what travels to an old phone', () => {
  test('nothing inline that a strict content security policy would stop', () => {
    const html = page('三楼的灯不亮了')
    expect(html).not.toMatch(/ style="| on[a-z]+="|<style/)
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(page('灯', { assets: { css: '/styles.css', script: null } })).not.toContain('<script')
  })

  test('every component at once stays below 18 KB, the styles below 10', () => {
    expect(Buffer.byteLength(page('三楼的灯不亮了'))).toBeLessThan(18 * 1024)
    expect(Buffer.byteLength(styles)).toBeLessThan(10 * 1024)
  })

  test('the styles carry the tokens as they are, and no small type', () => {
    const values = new Map([...tokens.matchAll(/--([a-z0-9-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]))
    const carried = [...styles.matchAll(/^ {2}--([a-z0-9-]+): ([^;]+);/gm)].filter(([, name]) => values.has(name))
    expect(carried.length).toBeGreaterThan(15)
    for (const [, name, value] of carried) expect([name, value]).toEqual([name, values.get(name)])
    const sizes = [...styles.matchAll(/font-size: ([\d.]+)(rem|px);/g)]
    for (const [, size, unit] of sizes) expect(Number(size)).toBeGreaterThanOrEqual(unit === 'rem' ? 1 : 18)
  })
})

describe('drawings', () => {
  test('each is in a page once, and every reference finds one', () => {
    const html = page('字')
    const wanted = new Set([...html.matchAll(/<use href="#([^"]+)"/g)].map(([, id]) => id))
    const drawn = [...html.matchAll(/<symbol id="([^"]+)" viewBox="[^"]+">(?=<)/g)].map(([, id]) => id)
    expect(drawn.toSorted()).toEqual([...wanted].toSorted())
    expect(html.match(/<use href="#i-ellipsis"/g)?.length).toBeGreaterThan(1)
  })
})
