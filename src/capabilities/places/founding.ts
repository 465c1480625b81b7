import { localDay } from '../../platform/clock/local-days.ts'
import type { House } from '../../platform/house.ts'
import { type CommunityId, type DeskId, newId, type PersonId, type PlaceId } from '../../platform/ids.ts'
import type { Role } from '../people/model.ts'
import { deskLevel } from './model.ts'
import { addCommunity, addDesks, addPost, areaNames, communities, ensureArea, rootOf } from './store.ts'

/** What a new community says of itself. */
export interface Founding {
  readonly areaCode: string
  readonly name: string
  readonly phone: string
  readonly sponsor: string
  readonly filingNumber: string | null
  /** The named person on duty at the district: the last step of the ladder. */
  readonly dutyName: string
}

/**
 * Founds a community: its own place and the desks of its ladder, so that from the first report on there is always
 * somebody above. Its buildings and leads come by roster.
 * @returns null when a community of that area is there already
 */
export async function foundCommunity(house: Pick<House, 'database'>, founding: Founding): Promise<CommunityId | null> {
  const id = newId<CommunityId>()
  return await house.database.work({ communities: [id] }, async (work) => {
    const known = await communities(work)
    if (known.some((one) => one.areaCode === founding.areaCode)) return null
    await ensureArea(work, founding.areaCode, founding.name)
    const number = Math.max(0, ...known.map((one) => one.number)) + 1
    await addCommunity(work, { id, number, ...founding })
    const kinds = ['community', 'subdistrict', 'district'] as const
    // Desks above a community are called what their area is called; an area nobody knows yet is called by its sponsor.
    const above = await areaNames(work, [founding.areaCode.slice(0, 9), founding.areaCode.slice(0, 6)])
    const names = {
      community: founding.name,
      subdistrict: above.get(founding.areaCode.slice(0, 9)) ?? founding.sponsor,
      district: above.get(founding.areaCode.slice(0, 6)) ?? founding.sponsor,
    }
    await addDesks(
      work,
      kinds.map((kind) => ({
        community_id: id,
        id: newId<DeskId>(),
        kind,
        level: deskLevel[kind],
        name: names[kind],
        phone: kind === 'community' ? founding.phone : null,
        compound_id: null,
        duty_name: kind === 'district' ? founding.dutyName : null,
        duty_phone: null,
      })),
    )
    return id
  })
}

/** Gives a person a post at a community as a whole, from today on. */
export async function appointAtCommunity(
  house: Pick<House, 'database' | 'clock'>,
  communityId: CommunityId,
  personId: PersonId,
  role: Role,
): Promise<void> {
  const fromDay = localDay(house.clock.now())
  await house.database.work({ communities: [communityId] }, async (work) => {
    const placeId = await rootOf(work, communityId)
    if (!placeId) throw new Error('a community without its own place')
    await addPost(work, { communityId, id: newId(), placeId: placeId as PlaceId, personId, role, fromDay })
  })
}
