import type { FastifyInstance } from 'fastify'
import { type Calendar, createCalendar } from '../../capabilities/calendar/index.ts'
import type { DatabaseUnderLook } from '../../capabilities/doctor/index.ts'
import {
  type Action,
  createGate,
  createPeople,
  createSignIn,
  type People,
  type Reach,
  reach,
  type SignedIn,
  type SignIn,
} from '../../capabilities/people/index.ts'
import { createPlaces, deskBook, type Places, portraitsAmong } from '../../capabilities/places/index.ts'
import { createRequests, photosInHeld, photosInStories, type Requests } from '../../capabilities/requests/index.ts'
import type { Duty } from '../../platform/capability.ts'
import { type CheckUp, createCheckUp } from '../../platform/check-up.ts'
import { readSteps } from '../../platform/database/migrate.ts'
import { createPhotos, type Photos } from '../../platform/files/photos.ts'
import { unclaimedPhotos } from '../../platform/files/unclaimed-photos.ts'
import type { House } from '../../platform/house.ts'
import { createImplement, describeApi } from '../../platform/http/implement.ts'
import { createPageKit, type Host, type PageKit } from '../../platform/http/page-kit.ts'
import { createServer } from '../../platform/http/server.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { createLimits, type Limits } from '../../platform/open-door/limits.ts'
import { residentErrorPage } from '../resident/pages.tsx'
import { residentAssets } from './assets.ts'
import { demoCarrier, smsCarrier } from './code-carriers.ts'
import { migrationsFolder } from './database.ts'
import { composeNotify } from './notify.ts'
import { version } from './version.ts'

/** What every capability is opened on: the house, the server with its pages and routes, and what they have in common. */
export interface Foundation {
  readonly house: House
  readonly server: FastifyInstance
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly kit: PageKit
  readonly photos: Photos
  readonly places: Places
  readonly people: People
  readonly calendar: Calendar
  readonly requests: Requests
  /** What anybody may send without signing in. */
  readonly limits: Limits
  readonly signIn: SignIn
  readonly deskBook: typeof deskBook
  /** Every capability's checks are in it when all are opened. */
  readonly checkUp: CheckUp
  readonly underLook: DatabaseUnderLook
  communityIds(): Promise<CommunityId[]>
  /** Asks the permission table for the whole of this very community. */
  mayIn(actor: SignedIn, action: string, communityId: CommunityId): boolean
  /** Asks it where in this community. */
  reachIn(actor: SignedIn, action: string, communityId: CommunityId): Reach
  /** Somebody came, left or moved: nothing that is kept of this community is true any more, and posts may be vacant. */
  forgetCommunity(id: CommunityId): void
}

/** What the door itself goes on with beside the foundation. */
export interface Beside {
  readonly notify: ReturnType<typeof composeNotify>
  /** The demo's own page of codes; null where codes go by SMS. */
  readonly demoCodes: ReturnType<typeof demoCarrier> | null
  readonly duties: readonly Duty[]
}

/** Lays the foundation: each part once, in the order in which one stands on the other. */
export async function layFoundation(
  house: House,
  settings: { appUrl: string; jobsUrl: string; secret: string; distFolder: string; ownerUrl?: string },
): Promise<Foundation & Beside> {
  const places = createPlaces(house)
  const people = createPeople(house)
  const calendar = createCalendar(house, people)
  const limits = createLimits(house)
  const requests = createRequests(house, { places, people, calendar, limits })
  const notify = composeNotify(house, settings.jobsUrl, { places, people, ...requests })
  const demoCodes = house.demo ? demoCarrier(house) : null
  const signIn = createSignIn(house, people, demoCodes ?? smsCarrier(house, notify.sms), {
    databaseUrl: settings.appUrl,
    // Follows from a key that a change of the installation's secret leaves as it is: nobody is signed out by it.
    secret: house.sealing.hash('secret of', 'sign-in').toString('hex'),
  })

  const nobodyYet: Host = { sponsor: house.text('zh-CN')('server.installation'), filingNumber: null, phone: null }
  // Who stands behind pages that belong to no community. From memory, so that a page can say so without a database.
  const host = () => places.communitiesLastRead()[0] ?? nobodyYet
  const kit = createPageKit(house, residentAssets(settings.distFolder), host)
  const server = await createServer(house, residentErrorPage(kit, host))
  await describeApi(server, version, house.config.publicUrl.startsWith('https:'))
  const communityIds = async () => (await places.communities()).map((one) => one.id)
  return {
    house,
    server,
    implement: createImplement<SignedIn>(house, createGate(signIn)),
    kit,
    photos: createPhotos(house),
    places,
    people,
    calendar,
    requests,
    limits,
    signIn,
    deskBook,
    checkUp: createCheckUp(house),
    underLook: {
      ...settings,
      // A running server keeps away from the owner's rights.
      eyes: { url: settings.ownerUrl ?? settings.appUrl, isOwner: settings.ownerUrl !== undefined },
      steps: () => readSteps(migrationsFolder()),
    },
    communityIds,
    mayIn: (actor, action, community) => reach(actor, action as Action, community).everywhere,
    reachIn: (actor, action, community) => reach(actor, action as Action, community),
    forgetCommunity(id) {
      places.forget(id)
      people.forgetStaff(id)
      house.wake.up('posts')
    },
    notify,
    demoCodes,
    duties: [
      unclaimedPhotos(house, communityIds, [photosInStories, photosInHeld, portraitsAmong]),
      limits.duty,
      ...notify.duties,
    ],
  }
}
