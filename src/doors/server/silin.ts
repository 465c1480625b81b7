import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { calendarApi, createCalendar } from '../../capabilities/calendar/index.ts'
import { createFeedback } from '../../capabilities/feedback/index.ts'
import {
  type Action,
  communitiesFor,
  createFormTokens,
  createGate,
  createPeople,
  createSignIn,
  mayAnywhere,
  type Phone,
  peopleApi,
  type SignedIn,
  type SignIn,
} from '../../capabilities/people/index.ts'
import {
  createPlaces,
  createRoster,
  type Places,
  placesApi,
  plaqueFaceApi,
  rosterApi,
} from '../../capabilities/places/index.ts'
import {
  createCarryOut,
  createReading,
  createReporting,
  createRulebook,
  createTracking,
  requestPages,
  requestsApi,
} from '../../capabilities/requests/index.ts'
import type { Duty } from '../../platform/capability.ts'
import { startDuties } from '../../platform/duties.ts'
import { createPhotos } from '../../platform/files/photos.ts'
import type { House } from '../../platform/house.ts'
import { createImplement, describeApi } from '../../platform/http/implement.ts'
import { createPageKit, type Host } from '../../platform/http/page-kit.ts'
import { createServer } from '../../platform/http/server.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { notifyApi } from '../../platform/notify/api.ts'
import { residentErrorPage, residentPages } from '../resident/pages.tsx'
import { residentAssets, serveAssets } from './assets.ts'
import { demoCarrier, smsCarrier } from './code-carriers.ts'
import { demoCodesPage } from './demo-codes.tsx'
import { serveHealth } from './health.ts'
import { composeNotify } from './notify.ts'
import { setUpPage } from './set-up.tsx'
import { version } from './version.ts'

export interface Silin {
  readonly server: FastifyInstance
  readonly places: Places
  readonly signIn: SignIn
  /** Path of a one-time page for the first administrator. */
  offerSetUp(): string
  /** Begins the background duties. */
  work(): Promise<void>
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

/** How many due requests one look of the sweeper takes. */
const sweepBatch = 200

/**
 * The composition root: makes every capability once, hands each what it needs, and opens the doors. What a capability
 * does is written in its own folder; this page only says which there are.
 */
export async function composeSilin(parts: SilinParts): Promise<Silin> {
  const { house } = parts
  const places = createPlaces(house)
  const people = createPeople(house)
  const calendar = createCalendar(house, people)
  const rulebook = createRulebook(house, calendar)
  const report = createReporting(house, places, rulebook)
  const carryOut = createCarryOut(house, places, rulebook)
  const reading = createReading(house, places, people, rulebook)
  const tracking = createTracking(house, places, people, rulebook)
  const photos = createPhotos(house)
  const feedback = createFeedback(house)
  const roster = createRoster(house, { places, phoneHash: people.phoneHash })
  const notify = composeNotify(house, parts.jobsUrl, { places, people, tracking })
  const codes = house.demo ? demoCarrier(house) : null
  const signIn = createSignIn(house, people, codes ?? smsCarrier(house, notify.sms), {
    databaseUrl: parts.appUrl,
    secret: parts.secret,
  })

  // Who stands behind pages that belong to no community; kept in memory, so that a page can say so without a database.
  let host: Host = { sponsor: house.text('zh-CN')('server.installation'), filingNumber: null, phone: null }
  const learnHost = async () => {
    const first = (await places.communities())[0]
    if (first) host = { sponsor: first.sponsor, filingNumber: first.filingNumber, phone: first.phone }
  }
  const kit = createPageKit(house, residentAssets(parts.distFolder), () => host)

  const server = await createServer(
    house,
    residentErrorPage(kit, () => host),
  )
  await describeApi(server, version)
  serveHealth(server, house, calendar)
  await serveAssets(server, parts.distFolder, house.demo)

  const mayIn = (actor: SignedIn, action: string, community: CommunityId) =>
    communitiesFor(actor, action as Action).includes(community)
  const implement = createImplement<SignedIn>(house, createGate(signIn))
  peopleApi(server, implement, { people, signIn, communityNames: places.communities })
  requestsApi(server, implement, {
    report,
    carryOut,
    reading,
    tracking,
    rulebook,
    photos,
    places,
    actorOf: (request) => signIn.person(request),
  })
  placesApi(server, implement, { places, mayIn })
  rosterApi(server, implement, { roster, mayIn })
  plaqueFaceApi(server, implement, { house, places, photos })
  calendarApi(server, implement, {
    calendar,
    today: places.today,
    mayEdit: (actor) => mayAnywhere(actor, 'calendar.edit'),
  })
  notifyApi(server, implement, {
    notify: notify.notify,
    communities: async () => (await places.communities()).map((one) => one.id),
    mayIn,
  })
  const formTokens = createFormTokens(signIn)
  await server.register(async (pages) => {
    pages.addHook('preHandler', formTokens.learn)
    requestPages(pages, {
      house,
      kit,
      places,
      tracking,
      report,
      carryOut,
      rulebook,
      photos,
      signIn: {
        askCode: (phone) => signIn.askCode(phone as Phone),
        byCode: (phone, code, reply) => signIn.byCode(phone as Phone, code, reply),
        signOut: signIn.signOut,
        csrf: formTokens.of,
        check: signIn.checkCsrf,
      },
      person: (request) => signIn.person(request),
    })
  })
  residentPages(server, {
    house,
    kit,
    places,
    demoPlaque: () => (house.demo ? parts.demoPlaque : null),
    saveFeedback: feedback.save,
  })
  feedback.api(server, implement)
  const setUp = setUpPage(server, { house, kit, signIn })
  if (codes) demoCodesPage(server, kit, codes)

  const duties: Duty[] = [
    {
      name: 'sweeper',
      wakes: ['deadlines'],
      every: 1_000,
      async run() {
        const ids = (await places.communities()).map((one) => one.id)
        return (await carryOut.sweep(ids, sweepBatch)) === sweepBatch
      },
    },
    {
      name: 'vacant posts',
      wakes: ['posts'],
      every: 60_000,
      async run() {
        await carryOut.liftFromVacantPosts((await places.communities()).map((one) => one.id))
        return false
      },
    },
    calendar.duty,
    ...notify.duties,
  ]
  let running: { stop(): Promise<void> } | null = null
  await server.ready()
  return {
    server,
    places,
    signIn,
    offerSetUp: setUp.offer,
    async work() {
      await learnHost()
      await notify.start()
      running = startDuties(duties, house.wake, house.log)
    },
    async stop() {
      await server.close()
      await running?.stop()
      await notify.stop()
      await signIn.close()
    },
  }
}

export const distFolder = (root: string) => join(root, 'dist')
