import type { FastifyInstance } from 'fastify'
import type { Capability, Duty } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import type { PageKit } from '../../platform/http/page-kit.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { peopleApi } from './api.ts'
import type { DeskBook } from './appointing/desk-book.ts'
import { openStaff } from './appointing/open-staff.ts'
import { createFormTokens } from './form-tokens.ts'
import codeEn from './messages/code.en.json' with { type: 'json' }
import codeZh from './messages/code.zh-CN.json' with { type: 'json' }
import welcomeEn from './messages/welcome.en.json' with { type: 'json' }
import welcomeZh from './messages/welcome.zh-CN.json' with { type: 'json' }
import { oidcPages } from './pages/oidc-pages.tsx'
import { ownSessionsPage } from './pages/own-sessions-page.tsx'
import type { People } from './service.ts'
import type { SignedIn, SignIn } from './sign-in.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly kit: PageKit
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly people: People
  readonly signIn: SignIn
  readonly places: { communities(): Promise<readonly { readonly id: CommunityId; readonly name: string }[]> }
  readonly deskBook: DeskBook
  forgetCommunity(id: CommunityId): void
}

/** Sign-in, one's own settings, and who is appointed to what. */
export const people: Capability<Ground> = {
  name: 'people',
  words: [
    { 'zh-CN': codeZh, en: codeEn },
    { 'zh-CN': welcomeZh, en: welcomeEn },
  ],
  open({ house, server, kit, implement, people, signIn, places, deskBook, forgetCommunity }) {
    peopleApi(server, implement, { people, signIn, communityNames: places.communities })
    openStaff(server, implement, { house, kit, deskBook, forget: forgetCommunity })
    oidcPages(server, { kit, signIn })
    server.register(async (pages) => {
      const formTokens = createFormTokens(signIn)
      pages.addHook('preHandler', formTokens.learn)
      ownSessionsPage(pages, { house, kit, signIn, csrf: formTokens.of })
    })
    const forgetOver: Duty = {
      name: 'sessions that are over',
      wakes: [],
      every: 3_600_000,
      async run() {
        await signIn.sweep()
        return false
      },
    }
    return { duties: [forgetOver] }
  },
}
