import type { FastifyInstance } from 'fastify'
import type { Capability } from '../../platform/capability.ts'
import type { Photos } from '../../platform/files/photos.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Phone, SignedIn } from '../people/index.ts'
import { placesApi } from './api.ts'
import { coverageCheck } from './coverage-check.ts'
import checkEn from './messages/check.en.json' with { type: 'json' }
import checkZh from './messages/check.zh-CN.json' with { type: 'json' }
import plaquesEn from './messages/plaques.en.json' with { type: 'json' }
import plaquesZh from './messages/plaques.zh-CN.json' with { type: 'json' }
import rosterEn from './messages/roster.en.json' with { type: 'json' }
import rosterZh from './messages/roster.zh-CN.json' with { type: 'json' }
import type { Desk } from './model.ts'
import type { ReachIn } from './places-within.ts'
import { plaqueFaceApi } from './plaque-face/plaque-face-api.ts'
import { rosterApi } from './roster/roster-api.ts'
import { createRoster } from './roster/roster-service.ts'
import type { Places } from './service.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly places: Places
  readonly photos: Photos
  readonly people: {
    phoneHash(phone: Phone): Buffer
    staffedDesks(communityId: CommunityId, desks: readonly Desk[]): Promise<readonly Desk[]>
  }
  mayIn(actor: SignedIn, action: string, communityId: CommunityId): boolean
  readonly reachIn: ReachIn<SignedIn>
  forgetCommunity(id: CommunityId): void
}

/** The tree of places, who answers for each, the roster, and how leads stand on the plaques. */
export const places: Capability<Ground> = {
  name: 'places',
  words: [
    { 'zh-CN': rosterZh, en: rosterEn },
    { 'zh-CN': plaquesZh, en: plaquesEn },
    { 'zh-CN': checkZh, en: checkEn },
  ],
  open({ house, server, implement, places, photos, people, mayIn, reachIn, forgetCommunity }) {
    placesApi(server, implement, { house, places, mayIn, reachIn, staffedDesks: people.staffedDesks })
    const roster = createRoster(house, { forget: forgetCommunity, phoneHash: people.phoneHash })
    rosterApi(server, implement, { roster, mayIn })
    plaqueFaceApi(server, implement, { house, places, photos })
    return {}
  },
  checks: ({ places, people }) => [coverageCheck(places, people.staffedDesks)],
}
