import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { installationChain } from '../../platform/audit/deed.ts'
import type { Capability } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import { sendFile } from '../../platform/http/send-file.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { createNameBook, type SignedIn } from '../people/index.ts'
import { chainsCheck } from './chains-check.ts'
import { dailyDuty } from './daily-duty.ts'
import en from './messages/check.en.json' with { type: 'json' }
import zh from './messages/check.zh-CN.json' with { type: 'json' }
import { routes } from './routes.ts'
import { sealingDuty } from './sealing-duty.ts'
import { createAuditBook } from './service.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly places: { communities(): Promise<readonly { readonly id: CommunityId; readonly name: string }[]> }
  communityIds(): Promise<CommunityId[]>
}

/** The log of who did what, its chains, and the page on which it is searched. */
export const audit: Capability<Ground> = {
  name: 'audit',
  words: [{ 'zh-CN': zh, en }],
  open({ house, server, implement, places, communityIds }) {
    const book = createAuditBook(house, { communityIds, names: createNameBook(house) })
    const chains = async () => [installationChain, ...(await communityIds())]

    implement(server, routes.list, async ({ query }) => await book.list(query))
    implement(server, routes.choices, async () => ({
      communities: (await places.communities()).map(({ id, name }) => ({ id, name })),
      people: await book.people(),
    }))
    implement(server, routes.export, async ({ query, reply }) => {
      const file = { contentType: 'text/csv; charset=utf-8', bytes: Readable.from(book.csv(query)) }
      return await sendFile(reply, file, 'silin-audit.csv')
    })
    return { duties: [sealingDuty(house, chains), dailyDuty(house, chains)] }
  },
  checks: ({ house, communityIds }) => [chainsCheck(house, communityIds)],
}
