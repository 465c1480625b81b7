import fc from 'fast-check'
import { apiAsk } from './api-asks.ts'
import type { Ask } from './asks.ts'
import { operationsOf } from './description.ts'
import { formAsk, formsOf, pageAsk } from './form-asks.ts'
import { anyFrame, type Frame } from './frames.ts'
import { judge } from './judge.ts'
import { type Keys, type Known, keysOf } from './people.ts'
import { feelPulse } from './pulse.ts'
import { Wire } from './wire.ts'

export interface FuzzSettings {
  readonly url: string
  readonly people: Known & { readonly plaqueCode: string }
  readonly seed: number
  readonly count: number
  /** Connections at once. */
  readonly parallel: number
  /** Told now and then how many are asked. */
  readonly progress?: (asked: number) => Promise<void> | void
}
export interface FuzzReport {
  readonly asked: number
  /** How often which status was answered; 0: the connection was closed without one. */
  readonly statuses: ReadonlyMap<number, number>
  readonly wrong: readonly string[]
  readonly pulse: { readonly slowest: number; readonly late: readonly number[] }
}

type Thing = { readonly ask: Ask } | { readonly frame: Frame }
/** What is drawn together. The number of a thing is all that is needed to draw it again. */
const batch = 50
const patience = 20_000
const quiet = 250

/**
 * Sends many requests, each odd in something, and judges every answer. The same seed draws the same requests; ids of
 * what the server holds are the only thing in them that it does not make.
 */
export async function fuzz(settings: FuzzSettings): Promise<FuzzReport> {
  const { url, people, seed, count, parallel } = settings
  const { hostname: host, port } = new URL(url)
  const where = { host, port: Number(port) }
  const keys = await keysOf(url, people)
  const draw = await drawer(url, people.plaqueCode, keys)
  const statuses = new Map<number, number>()
  const wrong: string[] = []
  const pulse = feelPulse(where)
  let next = 0
  let asked = 0

  async function one(wire: Wire, thing: Thing, number: number): Promise<void> {
    const answers =
      'ask' in thing
        ? [await wire.ask(bytesOf(thing.ask, keys, number), thing.ask.method, patience)]
        : await wire.all(thing.frame.bytes, quiet)
    const path = 'ask' in thing ? thing.ask.target.toString('latin1') : ''
    for (const answer of answers) {
      const status = answer?.status ?? 0
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const fault = answer && judge(answer, path)
      if (fault) wrong.push(`number ${number} of seed ${seed}: ${shown(thing)}: ${fault}`)
    }
  }

  async function work(): Promise<void> {
    const wire = new Wire(where)
    while (next < count && wrong.length < 50) {
      const first = next
      next += batch
      const drawn = draw(seed, first / batch)
      for (const [index, thing] of drawn.entries()) {
        if (first + index >= count) break
        await one(wire, thing, first + index).catch((error: Error) =>
          wrong.push(`number ${first + index} of seed ${seed}: ${shown(thing)}: ${error.message}`),
        )
        asked += 1
        if (asked % 500 === 0) await settings.progress?.(asked)
      }
    }
    wire.close()
  }
  await Promise.all(Array.from({ length: parallel }, work))
  return { asked, statuses, wrong, pulse: await pulse.stop() }
}

/** Reads what a server offers: its description, its forms, and ids of what it holds. */
async function drawer(url: string, plaqueCode: string, keys: Keys) {
  const get = async (path: string, headers: readonly (readonly [string, string])[] = []) =>
    await (await fetch(`${url}${path}`, { headers: Object.fromEntries(headers) })).text()
  const operations = operationsOf(JSON.parse(await get('/api/v1/openapi.json')))
  const report = await fetch(`${url}/api/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: '01a20f39-adc3-7735-9d5a-fe8ab2378241', plaque: plaqueCode, text: '三楼的灯不亮了' }),
  })
  const { url: track } = (await report.json()) as { url: string }
  const listed = [
    await get('/api/v1/requests?limit=20', keys.clerk),
    await get('/api/v1/session', keys.clerk),
    await get('/api/v1/requests?scope=mine', keys.lead),
  ].join('')
  const known = [...new Set(listed.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))]
  const pages = ['/', `/p/${plaqueCode}`, track, '/me', '/feedback', '/privacy', '/look', '/welcome/x', '/set-up/x']
  const forms = (
    await Promise.all(
      pages.flatMap((path) => [
        get(path).then((html) => formsOf(html, path)),
        get(path, [['cookie', 'silin_large=1']]).then((html) => formsOf(html, path)),
        get(path, keys.lead).then((html) => formsOf(html, path)),
      ]),
    )
  ).flat()
  const ask = (one: fc.Arbitrary<Ask>) => one.map((ask): Thing => ({ ask }))
  const thing: fc.Arbitrary<Thing> = fc.oneof(
    { weight: 14, arbitrary: fc.oneof(...operations.map((operation) => ask(apiAsk(operation, known)))) },
    { weight: 3, arbitrary: fc.oneof(...forms.map((form) => ask(formAsk(form)))) },
    { weight: 2, arbitrary: ask(pageAsk([...pages, '/healthz', '/readyz', '/lead/', '/desk/', '/nowhere'])) },
    { weight: 1, arbitrary: anyFrame.map((frame): Thing => ({ frame })) },
  )
  return (seed: number, part: number): Thing[] => fc.sample(thing, { seed: seed + part, numRuns: batch })
}

/** A request as bytes. Each comes from another address, as behind a proxy, so that no limit of one address ends it all. */
function bytesOf({ method, target, headers, body, who }: Ask, keys: Keys, number: number): Buffer {
  const own = new Set(headers.map(([name]) => name))
  const lines: [string, Buffer | string][] = [
    ['host', '127.0.0.1'],
    ['x-forwarded-for', `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`],
    ...keys[who].filter(([name]) => !own.has(name)).map(([name, value]): [string, string] => [name, value]),
    ...headers.map(([name, value]): [string, Buffer | string] => [name, value]),
    ...(body ? [['content-length', String(body.length)] as [string, string]] : []),
  ]
  return Buffer.concat([
    Buffer.from(`${method} `),
    target,
    Buffer.from(' HTTP/1.1\r\n'),
    ...lines.flatMap(([name, value]) => [Buffer.from(`${name}: `), Buffer.from(value as string), Buffer.from('\r\n')]),
    Buffer.from('\r\n'),
    body ?? Buffer.alloc(0),
  ])
}

/** Short enough for a line, long enough to be found again. */
function shown(thing: Thing): string {
  if ('frame' in thing)
    return `frame “${thing.frame.what}” ${JSON.stringify(thing.frame.bytes.toString('latin1').slice(0, 200))}`
  const { what, method, target, headers, body, who } = thing.ask
  const head = headers.slice(0, 4).map(([name, value]) => `${name}: ${String(value).slice(0, 60)}`)
  const words = `${method} ${target.toString('latin1').slice(0, 160)} by ${who} [${head.join(' | ')}] ${body?.toString('latin1').slice(0, 200) ?? ''}`
  return `${what}: ${JSON.stringify(words)}`
}
