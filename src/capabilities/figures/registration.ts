import type { FastifyInstance } from 'fastify'
import type { Capability } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { SignedIn } from '../people/index.ts'
import type { Places } from '../places/index.ts'
import { figuresApi } from './api.ts'
import en from './messages/fault.en.json' with { type: 'json' }
import zh from './messages/fault.zh-CN.json' with { type: 'json' }
import { createFiguresBook } from './service.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly places: Places
  communityIds(): Promise<CommunityId[]>
  mayIn(actor: SignedIn, action: string, communityId: CommunityId): boolean
}

/** What a district looks at each month. */
export const figures: Capability<Ground> = {
  name: 'figures',
  words: [{ 'zh-CN': zh, en }],
  open({ house, server, implement, places, communityIds, mayIn }) {
    const book = createFiguresBook(house)
    figuresApi(server, implement, { book, places, mayIn })
    return { duties: [book.duty(communityIds)] }
  },
}
