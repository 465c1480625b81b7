import type { FastifyInstance } from 'fastify'
import type { House } from '../../../platform/house.ts'
import type { createImplement } from '../../../platform/http/implement.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { welcomePage } from '../pages/welcome-page.tsx'
import type { SignedIn } from '../sign-in.ts'
import { staffApi } from './api.ts'
import type { DeskBook } from './desk-book.ts'
import { createInvitations } from './invitations.ts'
import { createAppointing } from './service.ts'
import { createStaffLists } from './staff-list.ts'

/** Opens the staff list, its routes, and the page that a new colleague is greeted with. */
export function openStaff(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<SignedIn>>,
  deps: { house: House; kit: PageKit; deskBook: DeskBook; forget: (communityId: CommunityId) => void },
): void {
  const { house, kit, deskBook, forget } = deps
  const lists = createStaffLists(house, deskBook)
  const invitations = createInvitations(house)
  const appointing = createAppointing(house, { lists, invitations, deskBook, forget })
  staffApi(server, implement, { lists, appointing })
  welcomePage(server, { kit, invitations })
}
