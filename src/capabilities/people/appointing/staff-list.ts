import { localDay } from '../../../platform/clock/local-days.ts'
import type { House } from '../../../platform/house.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import type { Desk } from '../../places/model.ts'
import { type Actor, reach } from '../actor.ts'
import { maskName, type Role } from '../model.ts'
import type { DeskBook } from './desk-book.ts'
import { type At, type Holder, installationArea, type StaffList, type StaffPlace, type StaffSection } from './model.ts'
import {
  decideEnding,
  decideRenewing,
  type Held,
  levelOf,
  mayAppoint,
  rolesToAppoint,
  type Spot,
  seats,
} from './rules.ts'
import { heldOf } from './staff-work.ts'
import { areasHere, communitiesHere, type HolderRow, holders } from './store.ts'

/** Who leads a desk stands first. */
const order = Object.keys(seats)
const shared = { communities: [] as CommunityId[] }
/** A place with what the rules ask of it. */
export type Seat = StaffPlace & { readonly spot: Spot }

export type StaffLists = ReturnType<typeof createStaffLists>

/** Who holds which post or office, desk by desk, and where nobody does. */
export function createStaffLists(house: Pick<House, 'database' | 'sealing' | 'clock'>, deskBook: DeskBook) {
  const { database, sealing, clock } = house
  const today = () => localDay(clock.now())

  /** Every place at which this person may appoint somebody, from the whole installation down to the communities. */
  async function places(actor: Actor): Promise<Seat[]> {
    const { areas, communities } = await database.work(shared, async (work) => ({
      areas: await areasHere(work),
      communities: await communitiesHere(work),
    }))
    const spots = [
      // Its name is said by the screen, in the reader's language.
      { at: installationArea, name: '', spot: { communityId: null, areaCode: installationArea } },
      ...areas
        .toSorted((one, other) => one.code.length - other.code.length)
        .map(({ code, name }) => ({ at: code, name, spot: { communityId: null, areaCode: code } })),
      ...communities.map((one) => ({
        at: one.id as string,
        name: one.name,
        spot: { communityId: one.id, areaCode: one.area_code },
      })),
    ]
    return spots
      .map(({ at, name, spot }) => ({
        at: at as At,
        name,
        spot,
        level: spot.communityId ? ('community' as const) : (levelOf(spot.areaCode) ?? ('community' as const)),
        roles: rolesToAppoint(actor, spot),
        mayAddDesk: spot.communityId !== null && reach(actor, 'desks.add', spot.communityId).everywhere,
      }))
      .filter(({ roles }) => roles.length > 0)
  }

  /** One of those places, or null when this person has nothing to appoint there. */
  async function place(actor: Actor, at: At): Promise<Seat | null> {
    return (await places(actor)).find((one) => one.at === at) ?? null
  }

  return {
    places,
    place,

    /** Who holds what at a place today, and whom the reader may let go or let in again. Null when there is no such place. */
    async list(actor: Actor, at: At): Promise<StaffList | null> {
      const found = await place(actor, at)
      if (!found) return null
      const { spot, ...shown } = found
      const { communityId, areaCode } = spot
      const { rows, all, desks, compounds } = await database.work(
        { communities: communityId ? [communityId] : [] },
        async (work) => {
          const filter = communityId ? { communityId } : { areaCode }
          const rows = await holders(work, filter, today(), clock.now())
          return {
            rows: rows.toSorted((one, other) => order.indexOf(one.role) - order.indexOf(other.role)),
            all: await holders(work, { personIds: rows.map((row) => row.person_id) }, today(), clock.now()),
            desks: communityId ? await deskBook.desks(work, communityId) : [],
            compounds: communityId ? await deskBook.compounds(work, communityId) : [],
          }
        },
      )
      const held = new Map<PersonId, Held[]>()
      for (const row of all) held.set(row.person_id, [...(held.get(row.person_id) ?? []), heldOf(row)])
      const shownHolder = (row: HolderRow): Holder => {
        const post = heldOf(row)
        const person = {
          personId: row.person_id,
          held: held.get(row.person_id) ?? [],
          hasAccount: row.account_hash !== null || row.has_factor,
        }
        const name = sealing.open(row.name_sealed)
        return {
          id: row.id,
          personId: row.person_id,
          name: mayAppoint(actor, row.role, spot) || row.person_id === actor.personId ? name : maskName(name),
          role: row.role,
          fromDay: row.from_day,
          access: row.enters ? 'active' : row.invited ? 'invited' : 'outside',
          mayEnd: decideEnding(actor, row.person_id, post).ok,
          mayRenew: decideRenewing(actor, person).ok,
        }
      }
      const sections = communityId
        ? ofCommunity(desks, compounds, rows, shown.roles, shownHolder)
        : ofArea(shown, rows, shownHolder)
      return { place: shown, sections }
    },
  }
}

/** Below which desk of a community somebody stands. A post that names no desk stands below the community's own. */
function ofCommunity(
  desks: readonly Desk[],
  compounds: readonly { id: string; name: string }[],
  rows: readonly HolderRow[],
  roles: readonly Role[],
  shown: (row: HolderRow) => Holder,
): StaffSection[] {
  const nameOf = new Map(compounds.map(({ id, name }) => [id, name]))
  const own = desks.find((desk) => desk.kind === 'community')
  const atDesk = (desk: Desk) =>
    rows.filter((row) => row.desk_id === desk.id || (row.desk_id === null && desk.id === own?.id)).map(shown)
  const wanted = { community: 'communitySecretary', property: 'propertyManager', committee: 'ownersCommittee' } as const
  const sections = desks.flatMap((desk): StaffSection[] => {
    const { kind } = desk
    if (kind === 'subdistrict' || kind === 'district') return []
    const holders = atDesk(desk)
    const lacks = kind !== 'utility' && !holders.some(({ role }) => role === wanted[kind])
    return [
      {
        key: desk.id,
        kind,
        deskId: desk.id,
        compoundId: desk.compoundId,
        name: withCompound(desk.name, nameOf.get(desk.compoundId ?? '')),
        phone: desk.phone,
        roles: roles.filter((role) => seats[role]?.desk === kind),
        missing: lacks ? [wanted[kind]] : [],
        holders,
      },
    ]
  })
  const withDesk = new Set(desks.filter((desk) => desk.kind === 'committee').map((desk) => desk.compoundId))
  const withoutDesk = compounds
    .filter(({ id }) => !withDesk.has(id))
    .map(
      ({ id, name }): StaffSection => ({
        key: `committee-${id}`,
        kind: 'committee',
        deskId: null,
        compoundId: id,
        name,
        phone: null,
        roles: roles.filter((role) => role === 'ownersCommittee'),
        missing: ['ownersCommittee'],
        holders: [],
      }),
    )
  const kinds = ['community', 'property', 'committee', 'utility']
  return [...sections, ...withoutDesk].toSorted((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind))
}

/** A company of several compounds has a desk in each: its name alone does not say which. */
function withCompound(name: string, compound: string | undefined): string {
  return compound === undefined || name.includes(compound) ? name : `${name} · ${compound}`
}

/** The offices of an area, each with whoever holds it. */
function ofArea(place: StaffPlace, rows: readonly HolderRow[], shown: (row: HolderRow) => Holder): StaffSection[] {
  const offices = (Object.keys(seats) as Role[]).filter((role) => seats[role]?.levels.includes(place.level))
  return offices.map((role) => {
    const holders = rows.filter((row) => row.role === role).map(shown)
    return {
      key: role,
      kind: 'office',
      deskId: null,
      compoundId: null,
      name: '',
      phone: null,
      roles: place.roles.filter((one) => one === role),
      // A viewer is nobody's duty.
      missing: holders.length === 0 && role !== 'viewer' ? [role] : [],
      holders,
    }
  })
}
