import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Temporal } from 'temporal-polyfill'
import type { Photos } from '../../../platform/files/photos.ts'
import type { House } from '../../../platform/house.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import type { Visitor } from '../../../platform/http/visitor.ts'
import type { PersonId } from '../../../platform/ids.ts'
import type { Places } from '../../places/index.ts'
import type { CarryOut } from '../carry-out.ts'
import type { Rulebook } from '../circumstances.ts'
import type { createReporting } from '../report.ts'
import type { Tracking } from '../tracking.ts'

/** Signing in by a code on the phone, as these pages need it. Its cookies and its limits are its own. */
export interface SignIn {
  /** @returns seconds until another code may be asked for */
  askCode(phone: string): Promise<{ waitSeconds: number }>
  /** Signs in and sets the cookie on the reply; false when the code is wrong or too old. */
  byCode(phone: string, code: string, reply: FastifyReply): Promise<boolean>
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> | void
  /** What every form of a signed-in person carries as `_csrf`; empty for who is not signed in. */
  csrf(request: FastifyRequest): string
  /**
   * Called with every form once it is read: a hook cannot see the fields of a multipart form before that.
   * @throws HttpProblem csrf
   */
  check?(request: FastifyRequest, token: string | undefined): Promise<void> | void
}

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
  readonly signIn: SignIn
}

/** Who reads the page, how, and when: what every part of it is drawn with. */
export interface Reader extends Visitor {
  readonly now: Temporal.Instant
  readonly csrf: string
}

export function readerOf(deps: RequestPageDeps, request: FastifyRequest): Reader {
  return { ...deps.kit.visitor(request), now: deps.house.clock.now(), csrf: deps.signIn.csrf(request) }
}
