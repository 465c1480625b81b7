import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { SignIn } from '../../capabilities/people/index.ts'
import type { Places } from '../../capabilities/places/index.ts'
import { retentionDays } from '../../capabilities/privacy/index.ts'
import { startDuties } from '../../platform/duties.ts'
import type { House } from '../../platform/house.ts'
import { notifyApi } from '../../platform/notify/api.ts'
import { residentPages } from '../resident/pages.tsx'
import { serveAssets } from './assets.ts'
import { capabilities } from './capabilities.ts'
import { demoCodesPage } from './demo-codes.tsx'
import { layFoundation } from './foundation.ts'
import { serveHealth } from './health.ts'
import { setUpPage } from './set-up.tsx'

export interface Silin {
  readonly server: FastifyInstance
  readonly places: Places
  readonly signIn: SignIn
  /** Path of a one-time page for the first administrators. */
  offerSetUp(): string
  /** Begins the background duties. */
  work(): Promise<void>
  /** Closes the doors and ends the work, in about three seconds at most. Calling it again is harmless. */
  stop(): Promise<void>
}

export interface SilinParts {
  readonly house: House
  readonly appUrl: string
  readonly jobsUrl: string
  readonly secret: string
  readonly distFolder: string
  /** The plaque that a demo's home page leads to. */
  readonly demoPlaque: string | null
}

/**
 * The composition root: lays the foundation, opens every capability on it, and then the doors. What a capability does is
 * written in its own folder; which there are, in `capabilities.ts`.
 */
export async function composeSilin(parts: SilinParts): Promise<Silin> {
  const { house } = parts
  const foundation = await layFoundation(house, parts)
  const { server, places, signIn, kit, notify, demoCodes } = foundation
  serveHealth(server, house, foundation.calendar)
  await serveAssets(server, parts.distFolder, house.demo)
  const opened = capabilities.map((capability) => capability.open(foundation))
  for (const capability of capabilities) foundation.checkUp.add(capability.checks?.(foundation) ?? [])
  notifyApi(server, foundation.implement, {
    notify: notify.notify,
    communities: foundation.communityIds,
    mayIn: foundation.mayIn,
  })
  residentPages(server, {
    house,
    kit,
    places,
    demoPlaque: () => (house.demo ? parts.demoPlaque : null),
    retentionDays: () => retentionDays(house),
  })
  const setUp = setUpPage(server, { house, kit, signIn })
  if (demoCodes) demoCodesPage(server, kit, demoCodes)

  const duties = [...foundation.duties, ...opened.flatMap((one) => one.duties ?? [])]
  let running: { stop(): Promise<void> } | null = null
  let stopped: Promise<void> | null = null
  await server.ready()
  return {
    server,
    places,
    signIn,
    offerSetUp: setUp.offer,
    async work() {
      await places.communities()
      await notify.start()
      running = startDuties(duties, house.wake, house.log, house.counts)
    },
    stop() {
      stopped ??= (async () => {
        // Side by side, since each may take seconds: what is being sent, and who is still being answered.
        await Promise.all([closeDoors(server), running?.stop().then(notify.stop) ?? notify.stop()])
        await signIn.close()
      })()
      return stopped
    },
  }
}

/** A request that is being answered may finish; one whose sender dawdles (an upload by radio) is cut off. */
async function closeDoors(server: FastifyInstance): Promise<void> {
  const enough = setTimeout(() => server.server.closeAllConnections(), 1_500)
  try {
    await server.close()
  } finally {
    clearTimeout(enough)
  }
}

export const distFolder = (root: string) => join(root, 'dist')
