import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import sharp from 'sharp'
import type { Random } from '../../demo/random.ts'
import type { CommunityId, RequestId } from '../../src/platform/ids.ts'
import type { Machine } from './machine.ts'

/** Somebody who gives commands: a lead by a session, a desk by a token. */
export interface Commander {
  readonly kind: 'lead' | 'desk'
  readonly headers: Readonly<Record<string, string>>
}

/** A matter that the drill has reported, and who may come back to it. */
export interface Matter {
  readonly id: RequestId
  readonly plaque: string
  readonly tokens: string[]
  /** Merged, or otherwise not worth a command any more. */
  over: boolean
}

/** What the clients share: the stairwells they scan, those who work there, and the matters so far. */
export interface Town {
  readonly communityId: CommunityId
  readonly plaques: readonly string[]
  readonly leads: readonly Commander[]
  readonly desks: readonly Commander[]
  readonly matters: Matter[]
  readonly pictures: readonly Blob[]
  /** Signs webhooks that leads have chosen. */
  readonly hookSecret: string
}

/** The leads of the stairwell that the demo shows: unit, building and grid. */
const leadPhones = ['13800000001', '13800000002', '13800000003'] as const

/** Signs leads in by code, makes tokens for desks, and lets them be told by webhook. */
export async function enterTown(machine: Machine, random: Random, hookUrl: string): Promise<Town> {
  const client = new pg.Client({ connectionString: await machine.ownerUrl() })
  await client.connect()
  try {
    const found = await client.query<{ code: string; community_id: CommunityId }>(
      `select q.code, q.community_id from plaques q join places p on p.community_id = q.community_id and p.id = q.place_id
       join places b on b.community_id = p.community_id and b.id = p.parent_id
       where b.name = '3号楼' or p.id::text like '%0' order by q.code = 'K7M2Q9' desc, q.code limit 12`,
    )
    const communityId = found.rows[0]?.community_id
    if (!communityId) throw new Error('the demo has no plaques')
    const hookSecret = `whsec_${Buffer.from(`a drill's own secret ${random.next()}`).toString('base64')}`
    const leads: Commander[] = []
    for (const phone of leadPhones) {
      const lead = await signIn(machine, random, phone)
      const chosen = { channel: 'webhook', url: hookUrl, secret: hookSecret, format: 'standard', active: true }
      await expectOk(machine, '/api/v1/me/channels', {
        method: 'PUT',
        headers: lead.headers,
        body: JSON.stringify(chosen),
      })
      leads.push(lead)
    }
    const desks: Commander[] = []
    for (const role of ['communityStaff', 'communitySecretary']) {
      const place = await client.query<{ area_code: string }>('select area_code from communities where id = $1', [
        communityId,
      ])
      const token = await machine.say(['token', '--role', role, '--place', place.rows[0]?.area_code ?? ''])
      const headers = { authorization: `Bearer ${token.split('\n').at(-1)}`, 'content-type': 'application/json' }
      desks.push({ kind: 'desk', headers })
    }
    const pictures = await Promise.all([1, 2, 3, 4].map((one) => picture(random, one)))
    return { communityId, plaques: found.rows.map((row) => row.code), leads, desks, matters: [], pictures, hookSecret }
  } finally {
    await client.end()
  }
}

async function signIn(machine: Machine, random: Random, phone: string): Promise<Commander> {
  const json = { 'content-type': 'application/json', 'x-forwarded-for': `10.0.0.${random.between(1, 250)}` }
  const body = JSON.stringify({ phone })
  const asked = await expectOk(machine, '/api/v1/sign-in/code', { method: 'POST', headers: json, body })
  const page = await (await fetch(`${machine.url}/demo/codes`)).text()
  const code = new RegExp(`${phone}[^<]*</span> <strong>(\\d{6})<`).exec(page)?.[1]
  const answer = await expectOk(machine, '/api/v1/sign-in/phone', {
    method: 'POST',
    headers: { ...json, cookie: cookiesOf(asked) },
    body: JSON.stringify({ phone, code }),
  })
  const cookie = cookiesOf(answer)
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  return { kind: 'lead', headers: { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' } }
}

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')

async function expectOk(machine: Machine, path: string, init: RequestInit): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${machine.url}${path}`, init)
    if (answer.ok) return answer
    if (tries === 5) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`)
    await delay(500)
  }
}

async function picture(random: Random, grey: number): Promise<Blob> {
  const noise = Buffer.from(Array.from({ length: 160 * 120 }, () => random.between(0, 60 * grey)))
  const bytes = await sharp(noise, { raw: { width: 160, height: 120, channels: 1 } })
    .jpeg()
    .toBuffer()
  return new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' })
}
