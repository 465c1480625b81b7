import { randomUUID, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { localDay } from '../clock/local-days.ts'
import type { House } from '../house.ts'
import { networkOf, strangerMinutes } from '../open-door/rules-for-limits.ts'

/** Who sends without having signed in, as far as it is known: never a person. */
export interface Sender {
  /** A browser that came before and kept its cookie; null for one that keeps none. */
  readonly device: { readonly id: string; readonly isStranger: boolean } | null
  /** A keyed hash of the network and the day. */
  readonly network: string
}

export const deviceCookie = 'silin_device'
const halfAYear = 180 * 24 * 60 * 60

type Ground = Pick<House, 'sealing' | 'clock' | 'config'>

/** `<random>.<minute it was made>.<proof that it was made here>`: nobody can make one up, and it says nothing else. */
const proofOf = ({ sealing }: Pick<Ground, 'sealing'>, id: string, minute: string) =>
  sealing.hash('device cookie', `${id}.${minute}`).subarray(0, 12)

/** Who sends this request. */
export function senderOf(house: Ground, request: FastifyRequest): Sender {
  const now = house.clock.now()
  const day = localDay(now)
  return {
    device: readDevice(house, request.cookies?.[deviceCookie], now),
    network: house.sealing.hash('network', `${day} ${networkOf(request.ip)}`).toString('base64url'),
  }
}

function readDevice(house: Ground, cookie: string | undefined, now: Temporal.Instant): Sender['device'] {
  const [id = '', minute = '', shown = ''] = (cookie ?? '').split('.')
  if (!/^[\w-]{22}$/.test(id) || !/^[0-9a-z]{1,8}$/.test(minute)) return null
  const [expected, given] = [proofOf(house, id, minute), Buffer.from(shown, 'base64url')]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const made = Temporal.Instant.fromEpochMilliseconds(Number.parseInt(minute, 36) * 60_000)
  return { id, isStranger: now.since(made).total('minutes') < strangerMinutes }
}

/** Gives a browser its cookie, where it has none: before it sends anything, so that it can be told from the next one. */
export function greetDevice(house: Ground, request: FastifyRequest, reply: FastifyReply): void {
  const now = house.clock.now()
  if (readDevice(house, request.cookies?.[deviceCookie], now)) return
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')
  const minute = Math.floor(now.epochMilliseconds / 60_000).toString(36)
  reply.setCookie(deviceCookie, `${id}.${minute}.${proofOf(house, id, minute).toString('base64url')}`, {
    path: '/',
    maxAge: halfAYear,
    sameSite: 'lax',
    secure: house.config.publicUrl.startsWith('https:'),
    httpOnly: true,
  })
}
