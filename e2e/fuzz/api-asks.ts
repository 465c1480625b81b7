import fc from 'fast-check'
import { type Ask, asHeader, asTarget, type Who, whos } from './asks.ts'
import { type Body, jsonBody } from './bodies.ts'
import type { Operation } from './description.ts'
import { multipartBody } from './multipart.ts'
import { asWord, type Known, oddValue, rightValue } from './values.ts'

/** Pieces of an address that are none. */
const oddPieces: readonly (string | Buffer)[] = [
  '%',
  '%zz',
  '%00',
  '%c0%ae%c0%ae',
  '..%2f..%2f',
  '..',
  '.',
  '%2e%2e',
  '//',
  '%25%30%30',
  '%e4%b8%ad',
  '%ed%a0%80',
  ';a=b',
  '*',
  '\\',
  '%5c',
  '%0d%0aset-cookie:%20a=b',
  '0'.repeat(9_000),
  'x'.repeat(250),
  '[::1]',
  '{id}',
  ':id',
  '__proto__',
  'constructor',
  Buffer.from([0xff, 0xfe, 0xc3]),
  Buffer.from('好'),
]
const oddQueries: readonly string[] = [
  '',
  '?',
  '&&&',
  '=',
  '%',
  '%=%',
  'a=%zz',
  'a=%00&b=%ff',
  '__proto__=1&constructor=2',
  '__proto__[a]=1',
  'limit=NaN',
  'limit=1e309',
  'limit=-1&limit=2',
  'limit[]=1',
  'limit=9007199254740993',
  'cursor=bnVsbA',
  'cursor=W10',
  'cursor=WyIyMDI2LTExLTI0VDAwOjAwOjAwWiIsIngiXQ',
  'cursor=WyItMjcxODIxLTA0LTIwVDAwOjAwOjAwWiIsIjAxYTIwZjM5LWFkYzMtNzczNS05ZDVhLWZlOGFiMjM3ODI0MSJd',
  'text=%00',
  'text=%25_%5C',
  `text=${'%E5%A5%BD'.repeat(200)}`,
  'size=huge',
  'year=99999999999999999999',
  `${'a=b&'.repeat(3_000)}`,
]
const oddMethods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'LINK']

const oddHeaders: readonly (readonly [string, Buffer | string])[] = [
  ['accept-language', ',;q=,*;q=9,zh-CN;q=NaN'],
  ['accept-language', 'x'.repeat(5_000)],
  ['accept', '*/*;q=x'],
  ['accept-encoding', 'gzip;q=0, *;q=-1'],
  ['cookie', 'silin.session_token=x.y'],
  ['cookie', `silin.session_token=${'%ff'.repeat(50)}`],
  ['cookie', '=;=;;;a=b;__proto__=1; silin_large=9; silin_language=xx'],
  ['cookie', Buffer.from([0x61, 0x3d, 0xff, 0xfe])],
  ['authorization', 'Bearer silin_00000000000000000000'],
  ['authorization', `Bearer silin_${'x'.repeat(5_000)}`],
  ['authorization', 'Basic !!!'],
  ['authorization', ''],
  ['x-csrf-token', 'x'.repeat(3_000)],
  ['x-csrf-token', Buffer.from([0xff, 0xfe])],
  ['origin', 'null'],
  ['origin', 'https://elsewhere.example'],
  ['origin', '::'],
  ['sec-fetch-site', 'cross-site'],
  ['sec-fetch-site', 'nonsense'],
  ['referer', Buffer.from([0xff])],
  ['if-none-match', '*'],
  ['if-modified-since', 'yesterday'],
  ['range', 'bytes=-0'],
  ['range', 'bytes=5-1,9999999999999999999-'],
  ['upgrade', 'websocket'],
  ['x-forwarded-host', '[::'],
  ['x-forwarded-proto', 'gopher'],
  ['x-http-method-override', 'DELETE'],
  ['x-long', 'y'.repeat(7_000)],
  ['x-longer', 'y'.repeat(20_000)],
  ['content-disposition', 'x'],
  ['user-agent', ''],
  ['te', 'trailers'],
]

const who = fc.oneof({ weight: 2, arbitrary: fc.constant<Who>('nobody') }, fc.constantFrom(...whos))
const rarely = <T>(odd: fc.Arbitrary<T>, usual: fc.Arbitrary<T>, weight = 6): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd })

/** Headers besides those that the body needs: mostly none, one or two odd ones, or a thousand. */
export const moreHeaders: fc.Arbitrary<Ask['headers']> = fc
  .oneof(
    { weight: 6, arbitrary: fc.constant<Ask['headers']>([]) },
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...oddHeaders), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(fc.tuple(fc.constant('x-odd'), fc.string({ unit: 'binary' })), { maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(200, 1_200, 2_500)
        .map((count) => Array.from({ length: count }, (_, n) => [`x-${n}`, 'y'] as const)),
    },
  )
  .map((list) => list.map(([name, value]) => [name, asHeader(value)] as const))

function pathOf({ path, parameters }: Operation, known: Known): fc.Arbitrary<Buffer> {
  const named = parameters.filter((parameter) => parameter.in === 'path')
  const pieces = named.map(({ schema }) =>
    rarely<string | Buffer>(
      fc.oneof(
        fc.constantFrom(...oddPieces),
        oddValue.map((odd) => encodeURIComponent(asWord(odd))),
      ),
      rightValue(schema, known).map((value) => encodeURIComponent(asWord(value))),
      2,
    ),
  )
  const filled = fc.tuple(...pieces).map((values) => {
    const parts = path.split(/\{\w+\}/)
    return Buffer.concat(
      parts.flatMap((part, n) => [Buffer.from(part), ...(n < values.length ? [Buffer.from(values[n] as string)] : [])]),
    )
  })
  const beside = fc
    .tuple(filled, fc.constantFrom(...oddPieces))
    .map(([bytes, odd]) => Buffer.concat([bytes, Buffer.from('/'), Buffer.from(odd as string)]))
  return rarely(beside, filled, 15)
}

function queryOf({ parameters }: Operation, known: Known): fc.Arbitrary<string> {
  const fields = Object.fromEntries(
    parameters
      .filter((parameter) => parameter.in === 'query')
      .map(({ name, schema }) => [name, rarely<unknown>(oddValue, rightValue(schema, known), 3)]),
  )
  const required = parameters.filter((one) => one.in === 'query' && one.required).map((one) => one.name)
  const usual = fc.record(fields, { requiredKeys: required }).map((record) =>
    Object.entries(record)
      .map(([name, value]) => `${name}=${encodeURIComponent(asWord(value))}`)
      .join('&'),
  )
  return rarely(fc.constantFrom(...oddQueries), usual, 4)
}

function bodyOf(operation: Operation, known: Known): fc.Arbitrary<Body | null> {
  const { json, takesFile } = operation
  const own: fc.Arbitrary<Body | null> = takesFile
    ? multipartBody(['photo', 'file'])
    : json
      ? jsonBody(rightValue(json, known))
      : fc.constant(null)
  return rarely<Body | null>(
    fc.oneof(jsonBody(fc.jsonValue({ maxDepth: 3 })), multipartBody(['photo']), fc.constant(null)),
    own,
    12,
  )
}

/** One request to an operation, right in much and odd in something. */
export function apiAsk(operation: Operation, known: Known): fc.Arbitrary<Ask> {
  return fc
    .record({
      who,
      method: rarely(fc.constantFrom(...oddMethods), fc.constant(operation.method), 15),
      path: pathOf(operation, known),
      query: queryOf(operation, known),
      body: bodyOf(operation, known),
      headers: moreHeaders,
    })
    .map(({ who, method, path, query, body, headers }) => ({
      what: `${operation.method} ${operation.path}`,
      method,
      target: asTarget(query === '' ? path : Buffer.concat([path, Buffer.from(`?${query}`)])),
      headers: [...bodyHeaders(body), ...headers],
      body: body?.bytes ?? null,
      // Who signs out is nobody afterwards, and those who walk here have to come in again and again.
      who: operation.path.endsWith('/sign-out') ? 'nobody' : who,
    }))
}

export function bodyHeaders(body: Body | null): Ask['headers'] {
  if (!body) return []
  return [
    ...(body.type === null ? [] : [['content-type', asHeader(body.type)] as const]),
    ...(body.encoding === undefined ? [] : [['content-encoding', body.encoding] as const]),
  ]
}
