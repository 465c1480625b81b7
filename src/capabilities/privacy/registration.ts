import type { FastifyInstance } from 'fastify'
import type { Capability } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { PageKit } from '../../platform/http/page-kit.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { createFormTokens, createOwnPerson, type People, type SignIn } from '../people/index.ts'
import type { OwnData } from '../requests/index.ts'
import checkEn from './messages/check.en.json' with { type: 'json' }
import checkZh from './messages/check.zh-CN.json' with { type: 'json' }
import en from './messages/pages.en.json' with { type: 'json' }
import zh from './messages/pages.zh-CN.json' with { type: 'json' }
import { ownRoutes } from './pages/own-routes.tsx'
import { retention } from './retention.ts'
import { retentionCheck } from './retention-check.ts'
import { createPrivacy } from './service.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly kit: PageKit
  readonly people: People
  readonly signIn: SignIn
  readonly requests: { readonly own: OwnData }
  communityIds(): Promise<CommunityId[]>
}

/** What is held on people: told, shown to them, corrected, erased, and taken away when it was kept long enough. */
export const privacy: Capability<Ground> = {
  name: 'privacy',
  words: [
    { 'zh-CN': zh, en },
    { 'zh-CN': checkZh, en: checkEn },
  ],
  open({ house, server, kit, people, signIn, requests, communityIds }) {
    const account = createOwnPerson(house)
    const service = createPrivacy(house, { own: requests.own, account, people })
    server.register(async (pages) => {
      const formTokens = createFormTokens(signIn)
      pages.addHook('preHandler', formTokens.learn)
      ownRoutes(pages, {
        kit,
        privacy: service,
        account,
        person: signIn.person,
        signIn: {
          askCode: signIn.askCode,
          provePhone: signIn.provePhone,
          signOut: signIn.signOut,
          csrf: formTokens.of,
          check: signIn.checkCsrf,
        },
      })
    })
    return { duties: [retention(house, communityIds)] }
  },
  checks: ({ house }) => [retentionCheck(house)],
}
