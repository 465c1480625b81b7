import type { FastifyInstance } from 'fastify'
import type { Capability, Duty } from '../../platform/capability.ts'
import type { Photos } from '../../platform/files/photos.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import type { PageKit } from '../../platform/http/page-kit.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { createFormTokens, type Phone, type SignedIn, type SignIn } from '../people/index.ts'
import type { Places } from '../places/index.ts'
import { requestsApi } from './api.ts'
import type { CarryOut } from './carry-out.ts'
import { clockCheck } from './clock-check.ts'
import { clockProfilesApi } from './clock-profiles/clock-profiles-api.ts'
import { heldApi } from './held/api.ts'
import { heldDuties } from './held/duties.ts'
import checkEn from './messages/check.en.json' with { type: 'json' }
import checkZh from './messages/check.zh-CN.json' with { type: 'json' }
import pagesEn from './messages/pages.en.json' with { type: 'json' }
import pagesZh from './messages/pages.zh-CN.json' with { type: 'json' }
import tellEn from './messages/tell.en.json' with { type: 'json' }
import tellZh from './messages/tell.zh-CN.json' with { type: 'json' }
import { requestPages } from './pages/index.ts'
import type { Requests } from './requests.ts'
import { wordsDuties } from './search/words.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly kit: PageKit
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly places: Places
  readonly photos: Photos
  readonly signIn: SignIn
  readonly requests: Requests
  communityIds(): Promise<CommunityId[]>
}

/** The main job: report, route, handle, raise or return, confirm. */
export const requests: Capability<Ground> = {
  name: 'requests',
  words: [
    { 'zh-CN': pagesZh, en: pagesEn },
    { 'zh-CN': tellZh, en: tellEn },
    { 'zh-CN': checkZh, en: checkEn },
  ],
  open(ground) {
    const { server, implement, requests, places, photos, signIn, communityIds } = ground
    const person = (request: Parameters<SignIn['person']>[0]) => signIn.person(request)
    clockProfilesApi(server, implement, { clockProfiles: requests.clockProfiles, places })
    requestsApi(server, implement, { ...requests, house: ground.house, photos, places, stays: signIn.stays })
    heldApi(server, implement, {
      reading: requests.held,
      deciding: requests.deciding,
      door: requests.door,
      photos,
    })
    // Only these pages carry forms of who is signed in; no other route looks at a session for its token.
    server.register(async (pages) => {
      const formTokens = createFormTokens(signIn)
      pages.addHook('preHandler', formTokens.learn)
      requestPages(pages, { ...ground, ...requests, person, signIn: byPhone(signIn, formTokens) })
    })
    return {
      duties: [
        ...dutiesOf(requests.carryOut, communityIds),
        ...heldDuties(ground.house, places, communityIds),
        ...wordsDuties(ground.house, places, requests.rulebook, communityIds),
      ],
    }
  },
  checks: ({ house, communityIds }) => [clockCheck(house, communityIds)],
}

function byPhone(signIn: SignIn, formTokens: ReturnType<typeof createFormTokens>) {
  return {
    askCode: (phone: string, reply: Parameters<SignIn['askCode']>[1]) => signIn.askCode(phone as Phone, reply),
    byCode: (phone: string, code: string, reply: Parameters<SignIn['byCode']>[2]) =>
      signIn.byCode(phone as Phone, code, reply),
    signOut: signIn.signOut,
    csrf: formTokens.of,
    check: signIn.checkCsrf,
  }
}

/** How many due requests one look of the sweeper takes. */
const sweepBatch = 100

function dutiesOf(carryOut: CarryOut, communityIds: () => Promise<CommunityId[]>): Duty[] {
  return [
    {
      name: 'sweeper',
      wakes: ['deadlines'],
      every: 1_000,
      run: async () => (await carryOut.sweep(await communityIds(), sweepBatch)) === sweepBatch,
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
  ]
}
