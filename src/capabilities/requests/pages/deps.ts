import type { FastifyRequest } from 'fastify'
import type { Temporal } from 'temporal-polyfill'
import type { Photos } from '../../../platform/files/photos.ts'
import type { House } from '../../../platform/house.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import type { Visitor } from '../../../platform/http/visitor.ts'
import type { PersonId } from '../../../platform/ids.ts'
import type { SignIn } from '../../people/index.ts'
import type { Places } from '../../places/index.ts'
import type { CarryOut } from '../carry-out.ts'
import type { Rulebook } from '../circumstances.ts'
import type { createReporting } from '../report.ts'
import type { Tracking } from '../tracking.ts'

export interface RequestPageDeps {
  readonly house: House
  readonly kit: PageKit
  readonly places: Places
  readonly tracking: Tracking
  readonly report: ReturnType<typeof createReporting>
  readonly carryOut: CarryOut
  readonly rulebook: Rulebook
  readonly photos: Photos
  person(request: FastifyRequest): Promise<{ personId: PersonId; phoneHash: Buffer | null } | null>
  readonly signIn: Pick<SignIn, 'askCode' | 'byCode' | 'signOut' | 'csrf' | 'checkCsrf'>
}

/** Who reads the page, how, and when: what every part of it is drawn with. */
export interface Reader extends Visitor {
  readonly now: Temporal.Instant
  /** Stands as `_csrf` in every form of a signed-in person; empty for anybody else. */
  readonly csrf: string
}

export async function readerOf(deps: RequestPageDeps, request: FastifyRequest): Promise<Reader> {
  return { ...deps.kit.visitor(request), now: deps.house.clock.now(), csrf: await deps.signIn.csrf(request) }
}
