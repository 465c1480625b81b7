import type { House } from '../../../platform/house.ts'
import type { CommunityId, PersonId, RequestId } from '../../../platform/ids.ts'
import type { Proof } from '../../../platform/open-door/proof.ts'
import type { CarryOut } from '../carry-out.ts'
import type { Report } from '../model.ts'
import type { createReporting } from '../report.ts'
import { titleFrom } from '../words-in-public.ts'
import type { Door } from './door.ts'
import { type HeldRow, heldById, markAside, markReleased, unmark } from './held-store.ts'
import type { JoinContent } from './intake.ts'
import type { ReasonAside } from './model.ts'
import { canBeProved } from './rules-for-holding.ts'

/** Why something held cannot be let through: its plaque is gone, or the matter that it joins is over. */
export type ReleaseOutcome = { ok: true } | { ok: false; refusal: string }

export type Deciding = ReturnType<typeof createDeciding>

/** What becomes of what is held: let through by somebody, or by proof of work; or put aside. */
export function createDeciding(
  house: House,
  deps: { report: ReturnType<typeof createReporting>; carryOut: CarryOut; door: Door; proof: Proof },
) {
  const { database, sealing, clock, log } = house
  const { report, carryOut, door, proof } = deps

  /**
   * Lets it through. The request first and the mark after: whoever dies in between leaves it waiting, and to let it
   * through again does nothing but the mark, since the ids are the same.
   */
  async function letThrough(row: HeldRow, by: PersonId | null): Promise<ReleaseOutcome> {
    const outcome = row.what === 'report' ? await asReport(row, by) : await asVoice(row)
    if (!outcome.ok) return outcome
    await database.work({ communities: [row.community_id] }, (work) =>
      markReleased(work, row.community_id, row.id, by, clock.now()),
    )
    return outcome
  }

  async function asReport(row: HeldRow, by: PersonId | null): Promise<ReleaseOutcome> {
    const given = JSON.parse(sealing.open(row.content_sealed)) as Report
    const { channel, person_id: personId, device_hash: deviceHash } = row
    const held = { since: row.held_at, releasedBy: by ? 'staff' : 'proof' } as const
    const outcome = await report(given, { channel, personId, deviceHash, held })
    return outcome.ok ? { ok: true } : { ok: false, refusal: outcome.refusal }
  }

  async function asVoice(row: HeldRow): Promise<ReleaseOutcome> {
    const content = JSON.parse(sealing.open(row.content_sealed)) as JoinContent
    if (!row.join_to) return { ok: false, refusal: 'not_found' }
    const sealer = await sealing.for(row.community_id)
    const joined = await carryOut.join(row.community_id, row.join_to, {
      id: row.voice_id,
      tokenHash: row.token_hash,
      nameSealed: content.name === '' ? null : sealer.seal(content.name),
      phoneSealed: content.phone ? sealer.seal(content.phone) : null,
      phoneHash: row.phone_hash,
      personId: row.person_id,
      deviceHash: row.device_hash,
    })
    if (!joined.ok) return { ok: false, refusal: joined.refusal }
    if (content.text.trim() !== '' || content.photos.length > 0) {
      const { tellId: id, text } = content
      await carryOut.voiceCommand(row.community_id, row.join_to, row.voice_id, {
        id,
        type: 'tell',
        text,
        photos: [...content.photos],
      })
    }
    return { ok: true }
  }

  const find = (communityId: CommunityId, id: string) =>
    database.work({ communities: [communityId] }, (work) => heldById(work, communityId, id))

  /** Whom a complaint is about does not decide on it. */
  const isAbout = (row: HeldRow, personId: PersonId) => row.about_person_id === personId

  return {
    find,

    /** Lets something through that waits, or that was put aside by mistake. */
    async release(communityId: CommunityId, id: string, by: PersonId): Promise<ReleaseOutcome> {
      const row = await find(communityId, id)
      if (!row || isAbout(row, by)) return { ok: false, refusal: 'not_found' }
      if (row.state === 'released') return { ok: true }
      return await letThrough(row, by)
    },

    /** @returns how many were put aside: what was decided meanwhile stays as it is; null where there is no such thing */
    async putAside(
      communityId: CommunityId,
      id: string,
      given: { reason: ReasonAside; allOfSender: boolean; by: PersonId },
    ): Promise<number | null> {
      const row = await find(communityId, id)
      if (!row || isAbout(row, given.by)) return null
      const which = given.allOfSender ? { source: row.source, not: given.by } : { id }
      const decision = { reason: given.reason, by: given.by, at: clock.now() }
      return await database.work({ communities: [communityId] }, (work) =>
        markAside(work, communityId, which, decision),
      )
    },

    /** Somebody looked at what could not wait: its marks go. */
    async looked(communityId: CommunityId, id: RequestId): Promise<boolean> {
      return await database.work({ communities: [communityId] }, (work) =>
        unmark(work, communityId, id, (text) => titleFrom(sealing.open(text))),
      )
    },

    /** A challenge for the page of something held; null where no proof would release it. */
    async challenge(row: HeldRow): Promise<string | null> {
      return row.state === 'waiting' && canBeProved(row.why) ? await proof.challenge(row.id) : null
    },

    /** Releases what was proved. Whatever does not prove leaves it waiting for somebody to look. */
    async prove(row: HeldRow, given: string | undefined): Promise<boolean> {
      if (row.state !== 'waiting' || !canBeProved(row.why)) return false
      if (!(await proof.isProved(row.id, given))) return false
      if (!(await door.mayProve(row.community_id, row.place_id))) return false
      const outcome = await letThrough(row, null)
      if (!outcome.ok) log.info({ community: row.community_id, refusal: outcome.refusal }, 'a proof released nothing')
      return outcome.ok
    },
  }
}
