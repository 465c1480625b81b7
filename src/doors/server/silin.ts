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
  openStaff,
  type Phone,
  peopleApi,
  type SignedIn,
  type SignIn,
} from '../../capabilities/people/index.ts'
import {
  createPlaces,
  createRoster,
  deskBook,
  type Places,
  placesApi,
  plaqueFaceApi,
  portraitsAmong,
  rosterApi,
} from '../../capabilities/places/index.ts'
import {
  createCarryOut,
  createContacts,
  createReading,
  createReporting,
  createRulebook,
  createTracking,
  photosInStories,
  requestPages,
  requestsApi,
} from '../../capabilities/requests/index.ts'
import type { Duty } from '../../platform/capability.ts'
import { startDuties } from '../../platform/duties.ts'
import { createPhotos } from '../../platform/files/photos.ts'
import { unclaimedPhotos } from '../../platform/files/unclaimed-photos.ts'
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
  /** Somebody came, left or moved: nothing that is kept of this community is true any more, and posts may be vacant. */
  const forgetCommunity = (id: CommunityId) => {
    places.forget(id)
    people.forgetStaff(id)
    house.wake.up('posts')
  }
  const rulebook = createRulebook(house, calendar, people)
  const report = createReporting(house, places, rulebook)
  const carryOut = createCarryOut(house, places, rulebook)
  const reading = createReading(house, places, people, rulebook)
  const tracking = createTracking(house, places, people, rulebook)
  const contacts = createContacts(house, reading, people)
  const photos = createPhotos(house)
  const feedback = createFeedback(house)
  const roster = createRoster(house, { forget: forgetCommunity, phoneHash: people.phoneHash })
  const notify = composeNotify(house, parts.jobsUrl, { places, people, tracking })
  const codes = house.demo ? demoCarrier(house) : null
  const signIn = createSignIn(house, people, codes ?? smsCarrier(house, notify.sms), {
    databaseUrl: parts.appUrl,
    secret: parts.secret,
  })

  const nobodyYet: Host = { sponsor: house.text('zh-CN')('server.installation'), filingNumber: null, phone: null }
  // Who stands behind pages that belong to no community. From memory, so that a page can say so without a database.
  const host = () => places.communitiesLastRead()[0] ?? nobodyYet
  const kit = createPageKit(house, residentAssets(parts.distFolder), host)

  const server = await createServer(house, residentErrorPage(kit, host))
  await describeApi(server, version, house.config.publicUrl.startsWith('https:'))
  serveHealth(server, house, calendar)
  await serveAssets(server, parts.distFolder, house.demo)

  const mayIn = (actor: SignedIn, action: string, community: CommunityId) =>
    communitiesFor(actor, action as Action).includes(community)
  const implement = createImplement<SignedIn>(house, createGate(signIn))
  peopleApi(server, implement, { people, signIn, communityNames: places.communities })
  openStaff(server, implement, { house, kit, deskBook, forget: forgetCommunity })
  requestsApi(server, implement, {
    report,
    carryOut,
    reading,
    tracking,
    contacts,
    rulebook,
    photos,
    places,
    actorOf: (request) => signIn.person(request),
  })
  placesApi(server, implement, { places, mayIn, staffedDesks: people.staffedDesks })
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
      contacts,
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

  const communityIds = async () => (await places.communities()).map((one) => one.id)
  const duties: Duty[] = [
    {
      name: 'sweeper',
      wakes: ['deadlines'],
      every: 1_000,
      async run() {
        return (await carryOut.sweep(await communityIds(), sweepBatch)) === sweepBatch
      },
    },
    {
      name: 'vacant posts',
      wakes: ['posts'],
      every: 60_000,
      async run() {
        await carryOut.liftFromVacantPosts(await communityIds())
        return false
      },
    },
    unclaimedPhotos(house, communityIds, [photosInStories, portraitsAmong]),
    calendar.duty,
    ...notify.duties,
  ]
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
