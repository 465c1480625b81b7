import { hashPassword } from 'better-auth/crypto'
import type { FastifyReply } from 'fastify'
import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import type { Devices } from './devices.ts'
import { hasPassword, putPassword } from './factors-store.ts'
import type { Library } from './library.ts'
import { judgePassword, normalPassword, type PasswordFault } from './passwords.ts'
import type { OpenSession, Refused, Sessions } from './sessions.ts'
import type { Trials } from './trials.ts'

const shared = { communities: [] as CommunityId[] }

export type OwnPassword = ReturnType<typeof createOwnPassword>

/** A person's own password: asked for again before what it protects is changed, and changed. */
export function createOwnPassword(
  house: House,
  deps: { auth: Library['auth']; sessions: Sessions; devices: Devices; trials: Trials; refused: Refused },
) {
  const { database, clock } = house
  const { auth, sessions, devices, trials, refused } = deps
  const has = (userId: string) => database.work(shared, (work) => hasPassword(work, userId))

  /** Whether this is the person's own password. Who has none (signs in by phone, or elsewhere) need not say one. */
  async function isOwn(session: OpenSession, typed: string | undefined, reply: FastifyReply): Promise<boolean> {
    if (!(await has(session.userId))) return true
    if (typed === undefined || typed === '') return false
    const trier = await devices.trierOf(session.userId, reply)
    const right = await trials.begin('password', session.name, trier, reply)
    const body = { name: session.name, password: normalPassword(typed) }
    const whose = await refused(() => auth.api.whosePassword({ body }))
    if (whose?.userId !== session.userId) return false
    await right()
    return true
  }

  return {
    has,
    isOwn,
    normal: normalPassword,

    /**
     * Changes the password. Every other session ends, and this one goes on under a new token.
     * @param known what is known of the person and may not be the password
     */
    async change(
      reply: FastifyReply,
      session: OpenSession,
      typed: { current: string; next: string },
      known: readonly string[],
    ): Promise<'changed' | 'password_wrong' | PasswordFault> {
      if (!(await has(session.userId)) || !(await isOwn(session, typed.current, reply))) return 'password_wrong'
      const fault = judgePassword(typed.next, known)
      if (fault) return fault
      const hash = await hashPassword(normalPassword(typed.next))
      await database.work(shared, (work) => putPassword(work, session.userId, hash, clock.now()))
      await sessions.endOthers(session.person.personId, session.family)
      const gaveFactor = session.hasTotp || session.hasPasskey
      await sessions.begin(reply, session.userId, { way: session.way, gaveFactor })
      return 'changed'
    },
  }
}
