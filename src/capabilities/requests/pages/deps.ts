import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Temporal } from 'temporal-polyfill'
import type { Photos } from '../../../platform/files/photos.ts'
import type { House } from '../../../platform/house.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import type { Visitor } from '../../../platform/http/visitor.ts'
import type { PersonId } from '../../../platform/ids.ts'
import type { Limits } from '../../../platform/open-door/limits.ts'
import type { Phone } from '../../people/index.ts'
import type { Places } from '../../places/index.ts'
import type { CarryOut } from '../carry-out.ts'
import type { Rulebook } from '../circumstances.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { Following } from '../following.ts'
import type { Deciding } from '../held/deciding.ts'
import type { Intake } from '../held/intake.ts'
import type { HeldReading } from '../held/reading.ts'
import type { Tracking } from '../tracking.ts'

/** Signing in by a code on the phone, as these pages need it. Its cookies and its limits are its own. */
export interface SignInByPhone {
  /** @returns seconds until another code may be asked for; the code is good on the device that asks */
  askCode(phone: Phone, reply: FastifyReply): Promise<{ waitSeconds: number }>
  /** Signs in and sets the cookie on the reply; false when the code is wrong or too old. */
  byCode(phone: Phone, code: string, reply: FastifyReply): Promise<boolean>
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>
  /** What every form of a signed-in person carries as `_csrf`; empty for anybody else. */
  csrf(request: FastifyRequest): string
  /**
   * Looks at what a form carried. Asked once the form is read: no hook can see the fields of a multipart form.
   * @throws HttpProblem csrf
   */
  check(request: FastifyRequest, token: string | undefined): Promise<void>
}

export interface RequestPageDeps {
  readonly house: House
  readonly kit: PageKit
  readonly places: Places
  readonly tracking: Tracking
  readonly following: Following
  readonly contacts: Pick<Contacts, 'openings'>
  readonly intake: Intake
  readonly deciding: Deciding
  readonly held: HeldReading
  readonly limits: Limits
  readonly carryOut: CarryOut
  readonly rulebook: Rulebook
  readonly photos: Photos
  person(request: FastifyRequest): Promise<{ personId: PersonId; phoneHash: Buffer | null } | null>
  readonly signIn: SignInByPhone
}

/** Who reads the page, how, and when: what every part of it is drawn with. */
export interface Reader extends Visitor {
  readonly now: Temporal.Instant
  /** Stands as `_csrf` in every form of a signed-in person; empty for anybody else. */
  readonly csrf: string
}

export function readerOf(deps: RequestPageDeps, request: FastifyRequest): Reader {
  return { ...deps.kit.visitor(request), now: deps.house.clock.now(), csrf: deps.signIn.csrf(request) }
}
