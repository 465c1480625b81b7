import type { Duty } from '../../../platform/capability.ts'
import type { House } from '../../../platform/house.ts'
import { type CommunityId, newId } from '../../../platform/ids.ts'
import type { Places } from '../../places/index.ts'
import { announce, lockUnanswered, markReminded } from './held-store.ts'
import { remindAfterMinutes, remindAt } from './rules-for-holding.ts'

/** What the clock does with what is held: reminds of what nobody has looked at. */
export function heldDuties(
  house: Pick<House, 'database' | 'clock' | 'wake'>,
  places: Places,
  communityIds: () => Promise<readonly CommunityId[]>,
): Duty[] {
  const { database, clock, wake } = house

  /** One reminder for all that waits too long in a community, however much that is. */
  async function remind(communityId: CommunityId): Promise<void> {
    const now = clock.now()
    const desk = (await places.root(communityId))?.desks.find((one) => one.kind === 'community')
    if (!desk) return
    const reminded = await database.work({ communities: [communityId] }, async (work) => {
      const before = now.subtract({ minutes: remindAfterMinutes })
      const due = (await lockUnanswered(work, communityId, before)).filter(
        (row) => remindAt(row.held_at, row.reminded_at).until(now).sign >= 0,
      )
      if (due.length === 0) return false
      const ids = due.map((row) => row.id)
      await markReminded(work, communityId, ids, now)
      await announce(work, {
        community_id: communityId,
        subject_id: newId(),
        sequence: 1,
        kind: 'requests.held',
        data: JSON.stringify({
          tell: [
            {
              to: { kind: 'desk', deskId: desk.id },
              message: 'requests.tell.held',
              values: { count: due.length },
              link: '/desk/held',
              urgent: false,
            },
          ],
        }),
        at: now,
      })
      return true
    })
    if (reminded) wake.up('announcements')
  }

  return [
    {
      name: 'held and unanswered',
      wakes: [],
      every: 60_000,
      async run() {
        for (const id of await communityIds()) await remind(id)
        return false
      },
    },
  ]
}
