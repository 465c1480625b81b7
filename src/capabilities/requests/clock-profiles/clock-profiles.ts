import type { House } from '../../../platform/house.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import { keptFor } from '../../../platform/kept.ts'
import { weifangProfile } from '../clock-profile.ts'
import type { ClockProfile } from '../clock-profile-model.ts'
import { clockProfile, type ProfileInForce } from '../clock-profile-model.ts'
import { addProfile, profilesSet } from './clock-profiles-store.ts'

const shared = { communities: [] as CommunityId[] }
/** The wake-up that tells other servers. */
const changed = 'clock profiles'

export type ClockProfiles = ReturnType<typeof createClockProfiles>

/**
 * The clocks of each area. What an area set for itself counts, else what its upper area did, else the default. Clocks
 * that run already keep their times: they were frozen when they started (domain.md).
 */
export function createClockProfiles(house: Pick<House, 'database' | 'clock' | 'wake' | 'log'>) {
  const { database, clock, wake, log } = house
  const kept = keptFor<ReadonlyMap<string, ClockProfile | null>>(60_000)
  wake.on(changed, () => kept.forget())

  const all = () =>
    kept.read('all', async () => {
      const set = new Map<string, ClockProfile | null>()
      for (const { area_code: area, profile } of await database.work(shared, profilesSet)) {
        const parsed = clockProfile.nullable().safeParse(profile)
        if (parsed.success) set.set(area, parsed.data)
        // Written by a newer version, or by hand: the upper area's count, and somebody is told.
        else log.error({ area }, 'the clock profile of this area cannot be read')
      }
      return set
    })

  /** Codes nest by their beginnings: 370705007008 lies in 370705007, in 370705, in 3707, in 37. */
  const upwards = (area: string) =>
    [area, area.slice(0, 9), area.slice(0, 6), area.slice(0, 4), area.slice(0, 2)].filter(
      (code, index, codes) => codes.indexOf(code) === index,
    )

  async function inForce(area: string): Promise<ProfileInForce> {
    const set = await all()
    for (const code of upwards(area)) {
      const profile = set.get(code)
      if (profile) return { profile, setBy: code }
    }
    return { profile: weifangProfile, setBy: null }
  }

  return {
    inForce,

    /** @param profile null: back to what the upper area has */
    async set(id: string, area: string, profile: ClockProfile | null, personId: PersonId): Promise<ProfileInForce> {
      await database.work(shared, (work) =>
        addProfile(work, { id, areaCode: area, profile, personId, at: clock.now() }),
      )
      kept.forget()
      wake.up(changed)
      return await inForce(area)
    },
  }
}
