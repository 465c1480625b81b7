import type { FastifyRequest } from 'fastify'
import { HttpProblem } from './problems.ts'

/** A form with no photo in it stays below this, in bytes, and is let through at once. */
const littleBody = 256 * 1024

/** Whether a body may bring photos: a multipart one that is large, or that does not say how large it is. */
export function bringsFiles(request: Pick<FastifyRequest, 'headers'>): boolean {
  const { 'content-type': type = '', 'content-length': length } = request.headers
  return /^multipart\//i.test(type) && !(Number(length) <= littleBody)
}

/**
 * For a route on which anybody may leave photos: one address brings some in a minute, and as many forms without photos
 * as everywhere else.
 */
export const photosFromAnybody = {
  rateLimit: {
    groupId: 'photos',
    timeWindow: '1 minute',
    keyGenerator: (request: FastifyRequest) => `${request.ip}${bringsFiles(request) ? ' with files ' : ' '}`,
    max: (request: FastifyRequest) => (bringsFiles(request) ? 30 : 600),
  },
}

export interface UploadGateLimits {
  /** Uploads at once: each holds up to six photos in memory until it is answered. */
  readonly places: number
  /** Of these by one address, so that a slow or hostile sender does not hold all of them. */
  readonly ofOneAddress: number
  /** Who may wait besides, and how long, in milliseconds. */
  readonly waiting: number
  readonly patience: number
}

/** Lets a few uploads in at once; the others wait a moment, in the order of coming. */
export function uploadGate(limits: UploadGateLimits) {
  const inside = new Map<string, number>()
  let taken = 0
  const queue: { address: string; admit(): void }[] = []

  const hasRoom = (address: string) => taken < limits.places && (inside.get(address) ?? 0) < limits.ofOneAddress

  function admit(address: string): () => void {
    taken += 1
    inside.set(address, (inside.get(address) ?? 0) + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      taken -= 1
      const others = (inside.get(address) ?? 1) - 1
      if (others > 0) inside.set(address, others)
      else inside.delete(address)
      queue.find((one) => hasRoom(one.address))?.admit()
    }
  }

  return {
    /**
     * A place for one upload.
     * @returns gives the place back; may be called more than once
     * @throws HttpProblem busy, when none came free in time or too many wait
     */
    async enter(address: string): Promise<() => void> {
      if (hasRoom(address)) return admit(address)
      if (queue.length >= limits.waiting) throw new HttpProblem('busy')
      return await new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer)
          queue.splice(queue.indexOf(mine), 1)
        }
        const mine = {
          address,
          admit() {
            end()
            resolve(admit(address))
          },
        }
        const timer = setTimeout(() => {
          end()
          reject(new HttpProblem('busy'))
        }, limits.patience)
        queue.push(mine)
      })
    },
  }
}
