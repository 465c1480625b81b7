import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { spoiled } from './values.ts'

export interface Body {
  readonly bytes: Buffer
  readonly type: string | null
  readonly encoding?: string
}
const json = 'application/json'
const asJson = (value: unknown): Body => ({ bytes: Buffer.from(JSON.stringify(value) ?? 'null'), type: json })

/** What can be wrong with the text of a JSON body, whatever it says. */
const brokenText: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text.slice(0, -1)),
  (text) => Buffer.from(text.slice(0, text.length / 2)),
  (text) => Buffer.from(`${text}${text}`),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(`{"__proto__":{"admin":true},${text.slice(1)}`),
  (text) => Buffer.from(`{"constructor":{"prototype":{"admin":true}},${text.slice(1)}`),
  // The same key twice, and all of them twice.
  (text) => Buffer.from(`{"id":"x",${text.slice(1)}`),
  (text) => Buffer.from(`${text.slice(0, -1)},${text.slice(1)}`),
  (text) => Buffer.from(text.replace(/:("[^"]*"|\d+)/, ':NaN')),
  (text) => Buffer.from(text.replace(/:("[^"]*"|\d+)/, ':1e999')),
  (text) => Buffer.from(text.replace(/:("[^"]*"|\d+)/, `:${'9'.repeat(400)}`)),
  (text) => Buffer.from(text.replaceAll('"', "'")),
  (text) => Buffer.from(text, 'utf16le'),
  (text) =>
    Buffer.concat([
      Buffer.from(text.slice(0, -2)),
      Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ]),
  (text) => Buffer.from(text.replace('"', '"\u0000')),
  (text) => Buffer.from(text.replace(/"([^"]*)":/, '"$1":/* x */')),
  (text) => Buffer.from(`${'['.repeat(20_000)}${text}${']'.repeat(20_000)}`),
  (text) => Buffer.from(`${'{"a":'.repeat(20_000)}${text}${'}'.repeat(20_000)}`),
  (text) => Buffer.from(`${' '.repeat(300_000)}${text}`),
  () => Buffer.alloc(0),
  () => Buffer.from('null'),
  () => Buffer.from('"text"'),
  () => Buffer.from('[]'),
  () => Buffer.from('undefined'),
]

const oddTypes = [
  'application/json; charset=utf-8',
  'application/json;charset=utf-16',
  'application/json; charset="',
  'APPLICATION/JSON',
  'application/problem+json',
  'text/plain',
  'text/json',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary="x',
  'multipart/mixed; boundary=x',
  'application/octet-stream',
  '/',
  ';',
  'x',
  'a/b; c=d; c=e',
  `application/json; ${'x'.repeat(4_000)}=1`,
  'application/json, application/json',
]
const oddEncodings = ['gzip', 'br', 'deflate', 'identity', 'x', 'gzip, gzip', '']

/** A JSON body: right, with something odd in it, or broken as a text; under its own name or another one. */
export function jsonBody(right: fc.Arbitrary<unknown>): fc.Arbitrary<Body> {
  const odd = right.chain(spoiled)
  return fc.oneof(
    { weight: 3, arbitrary: right.map(asJson) },
    { weight: 5, arbitrary: odd.map(asJson) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(right, fc.constantFrom(...brokenText))
        .map(([value, broken]) => ({ bytes: broken(JSON.stringify(value) ?? '{}'), type: json })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(right, fc.option(fc.constantFrom(...oddTypes)))
        .map(([value, type]) => ({ ...asJson(value), type })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(right, fc.constantFrom(...oddEncodings)).map(([value, encoding]) => {
        const { bytes, type } = asJson(value)
        return { bytes: encoding === 'gzip' ? gzipSync(bytes) : bytes, type, encoding }
      }),
    },
  )
}

/** Fields as a page's form sends them, more or less. */
export function formBody(fields: fc.Arbitrary<readonly (readonly [string, string])[]>): fc.Arbitrary<Body> {
  const type = 'application/x-www-form-urlencoded'
  const encoded = (list: readonly (readonly [string, string])[]) =>
    list
      .map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`)
      .join('&')
  const damaged: readonly ((text: string) => Buffer)[] = [
    (text) => Buffer.from(text.replaceAll('%', '%%')),
    (text) => Buffer.from(text.replaceAll('=', '')),
    (text) => Buffer.from(`${text}&__proto__=1&constructor=2&toString=3&hasOwnProperty=4`),
    (text) => Buffer.from(`${text}&${text}`),
    (text) => Buffer.from(text.replaceAll('=', '[]=')),
    (text) => Buffer.from(text.replaceAll('=', '[a][b]=')),
    (text) => Buffer.from(`${text}&x=%ff%fe%00%c3%28`),
    (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0x00, 0xc3, 0x28])]),
    (text) => Buffer.from(`${text}${'&a=b'.repeat(20_000)}`),
    (text) => Buffer.from(`${text}&text=${'x'.repeat(1_200_000)}`),
    () => Buffer.from('&&&==='),
  ]
  return fc.oneof(
    { weight: 4, arbitrary: fields.map((list) => ({ bytes: Buffer.from(encoded(list)), type })) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fields, fc.constantFrom(...damaged))
        .map(([list, damage]) => ({ bytes: damage(encoded(list)), type })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fields, fc.option(fc.constantFrom(...oddTypes)))
        .map(([list, other]) => ({ bytes: Buffer.from(encoded(list)), type: other })),
    },
  )
}
