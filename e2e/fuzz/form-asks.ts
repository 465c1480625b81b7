import fc from 'fast-check'
import { bodyHeaders, moreHeaders } from './api-asks.ts'
import { type Ask, asTarget, whos } from './asks.ts'
import { type Body, formBody } from './bodies.ts'
import { multipartBody } from './multipart.ts'
import { asWord, oddValue } from './values.ts'

/** A form as its page writes it: where it goes, and what it would send if nobody touched it. */
export interface PageForm {
  readonly action: string
  readonly fields: readonly { readonly name: string; readonly values: readonly string[] }[]
  readonly takesFile: boolean
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&#34;', '"').replaceAll('&amp;', '&')

/** Every form of a page that writes something. */
export function formsOf(html: string, url: string): PageForm[] {
  return [...html.matchAll(/<form(\s[^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, head = '', inside = '']) => {
    if (!/method="post"/i.test(head)) return []
    const found = new Map<string, string[]>()
    for (const [tag, kind] of inside.matchAll(/<(input|textarea|select|button)\s[^>]*>/g)) {
      const name = attribute(tag, 'name')
      if (name === undefined || kind === undefined) continue
      found.set(name, [...(found.get(name) ?? []), attribute(tag, 'value') ?? ''])
    }
    const fields = [...found].map(([name, values]) => ({ name, values }))
    // A button may send the form elsewhere.
    const others = [...inside.matchAll(/\sformaction="([^"]*)"/g)].map(([, where = '']) => where)
    const actions = [attribute(head, 'action') ?? url, ...others]
    const takesFile = /type="file"/.test(inside)
    return actions.map((action) => ({
      action: new URL(action, `http://x${url}`).href.slice('http://x'.length),
      fields,
      takesFile,
    }))
  })
}

const words = fc.oneof(
  fc.constantFrom('三楼的灯不亮了', '13800138000', '李阿姨', '', '123456', 'yes', '5'),
  fc.string({ unit: 'grapheme' }),
  oddValue.map(asWord),
)

/** One form sent, more or less as it was meant. */
export function formAsk(form: PageForm): fc.Arbitrary<Ask> {
  const filled = fc
    .tuple(
      ...form.fields.map(({ name, values }) =>
        fc
          .oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 2, arbitrary: words })
          .map((value) => [name, value] as const),
      ),
    )
    .chain((list) => fc.subarray([...list], { minLength: Math.max(0, list.length - 3) }))
  const names = [...form.fields.map((field) => field.name), 'photos']
  const body: fc.Arbitrary<Body> = form.takesFile ? fc.oneof(formBody(filled), multipartBody(names)) : formBody(filled)
  const own = form.action.endsWith('/sign-out') ? fc.constant('nobody' as const) : fc.constantFrom(...whos)
  return fc.record({ body, headers: moreHeaders, who: own }).map(({ body, headers, who }) => ({
    what: `POST ${form.action.replace(/\/[\w-]{10,}/g, '/…')}`,
    method: 'POST',
    target: asTarget(form.action),
    headers: [...bodyHeaders(body), ...headers],
    body: body.bytes,
    who,
  }))
}

/** Pages asked for with odd addresses. */
export function pageAsk(paths: readonly string[]): fc.Arbitrary<Ask> {
  const odd = oddValue.map((value) => encodeURIComponent(asWord(value)))
  const target = fc.oneof(
    fc.constantFrom(...paths),
    fc.tuple(fc.constantFrom(...paths), odd).map(([path, more]) => `${path}/${more}`),
    fc
      .tuple(
        fc.constantFrom(...paths),
        fc.constantFrom(
          'code',
          'step',
          'view',
          'category',
          'gone',
          'done',
          'large',
          'language',
          'back',
          'form',
          'size',
        ),
        odd,
      )
      .map(([path, name, value]) => `${path}?${name}=${value}`),
    fc
      .tuple(fc.constantFrom('/p/', '/r/', '/welcome/', '/set-up/', '/assets/', '/lead/', '/desk/assets/'), odd)
      .map((two) => two.join('')),
  )
  return fc.record({ target, headers: moreHeaders, who: fc.constantFrom(...whos) }).map(({ target, headers, who }) => ({
    what: `GET ${target.split(/[?%]/)[0]?.slice(0, 40)}`,
    method: 'GET',
    target: asTarget(target),
    headers,
    body: null,
    who,
  }))
}
