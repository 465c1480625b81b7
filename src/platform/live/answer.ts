import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { House } from '../house.ts'
import { leaveInFlight } from '../http/in-flight.ts'
import { HttpProblem } from '../http/problems.ts'
import type { Followed } from './live.ts'
import { followersPerMinute, type liveState } from './model.ts'

/** For pages: their own count, beside what one address may ask for otherwise. */
export const followersLimit = { rateLimit: { max: followersPerMinute, timeWindow: '1 minute' } }

/** Browsers come back after so many milliseconds, each after another time: not all at once when a server starts anew. */
const backAfter = Array.from({ length: 32 }, (_, at) => 2_000 + at * 250)
const state = /^[\w-]{1,20}\.\d{1,15}$/
/** Asked to come again, in seconds, when there is no room. */
const laterWhenFull = '60'

/**
 * Answers with a stream of server-sent events (WHATWG HTML, 9.2) that says when what is followed has changed, or with the
 * state of now to who does not ask for a stream. An event carries a number, and over how many milliseconds its followers
 * spread what they fetch.
 * @param mayStill asked about twice a minute; whoever may no longer is let go
 * @throws HttpProblem busy with Retry-After when too many follow, too_many when too many do from one address
 */
export function answerLive(
  house: Pick<House, 'live' | 'config'>,
  request: FastifyRequest,
  reply: FastifyReply,
  followed: Followed,
  mayStill: (() => Promise<boolean>) | null = null,
): FastifyReply | z.input<typeof liveState> {
  const { live, config } = house
  reply.header('cache-control', 'no-store, no-transform')
  if (!asksForStream(request)) return { state: live.state() }
  const { most, ofOneAddress } = config.followers
  if (live.isClosed || live.count() >= most) {
    reply.header('retry-after', laterWhenFull)
    throw new HttpProblem('busy')
  }
  if (live.count(request.ip) >= ofOneAddress) {
    reply.header('retry-after', laterWhenFull)
    throw new HttpProblem('too_many')
  }
  const since = [request.headers['last-event-id'], (request.query as { since?: unknown }).since].find(
    (given): given is string => typeof given === 'string' && state.test(given),
  )
  const head = headOf(reply, live.state())
  const { ip: address } = request
  reply.hijack()
  // Read to its end, which for a GET is now: what is still being received cannot be taken apart.
  request.raw.once('end', () => {
    leaveInFlight(request)
    const socket = lineOf(request, reply)
    if (socket.destroyed) return
    socket.write(head)
    live.follow(socket, followed, { since: since ?? null, address, mayStill })
  })
  request.raw.resume()
  return reply
}

/**
 * The bare line of a request. Whatever serves HTTP on it (parser, request, reply, and what their hooks hold on to: more
 * than 10 KB) lets go of a line that closes, and is told that this one does.
 */
function lineOf({ raw: { socket } }: FastifyRequest, reply: FastifyReply): Socket {
  reply.raw.detachSocket(socket)
  socket.emit('close', false)
  socket.removeAllListeners()
  socket.setTimeout(0)
  return socket
}

export const asksForStream = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.accept?.includes('text/event-stream') ?? false

/** The head, with all that the server's hooks have put on it. Its end is the end of the connection. */
function headOf(reply: FastifyReply, now: string): string {
  const headers = {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    // nginx would collect events otherwise.
    'x-accel-buffering': 'no',
    connection: 'close',
  }
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `${name}: ${one}`),
  )
  const retry = backAfter[Math.floor(Math.random() * backAfter.length)]
  // An id without data is remembered by browsers and tells nothing.
  return `HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\nid: ${now}\nretry: ${retry}\n\n`
}
