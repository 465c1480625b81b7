import { randomInt } from 'node:crypto'
import type { Work } from '../../../platform/database/database.ts'
import { type CommunityId, newId, type PersonId, type PlaceId } from '../../../platform/ids.ts'
import type { Sealer } from '../../../platform/sealing/sealing.ts'
import type { NewPlace, RosterWrite } from './plan.ts'
import { peopleByHash } from './roster-store.ts'
import '../tables.ts'

/** Rows of one statement. Ten columns each stay far below the 65,535 parameters of the protocol. */
const batchSize = 500

type Of<Kind extends RosterWrite['write']> = Extract<RosterWrite, { write: Kind }>

/**
 * Writes a plan inside a unit of work, in batches and in the plan's order. Nothing is written of what is there already.
 * @param progress told after each batch how many of the plan's writes are done
 */
export async function writePlan(
  work: Work,
  communityId: CommunityId,
  plan: readonly RosterWrite[],
  sealer: Sealer,
  progress: (done: number) => Promise<void>,
): Promise<void> {
  const persons = new Map<PersonId, PersonId>()
  let done = 0
  async function each<Kind extends RosterWrite['write']>(
    kind: Kind,
    write: (batch: readonly Of<Kind>[]) => Promise<unknown>,
  ): Promise<void> {
    const all = plan.filter((one): one is Of<Kind> => one.write === kind)
    for (let at = 0; at < all.length; at += batchSize) {
      const batch = all.slice(at, at + batchSize)
      await write(batch)
      done += batch.length
      await progress(done)
    }
  }
  const ours = { community_id: communityId }

  await each('compound', (batch) =>
    work
      .insertInto('compounds')
      .values(batch.map(({ id, name }) => ({ ...ours, id, name })))
      .execute(),
  )
  await each('propertyDesk', (batch) =>
    work
      .insertInto('desks')
      .values(
        batch.map(({ id, compoundId, name }) => ({
          ...ours,
          id,
          kind: 'property' as const,
          level: 4 as const,
          name,
          phone: null,
          compound_id: compoundId,
          duty_name: null,
          duty_phone: null,
        })),
      )
      .execute(),
  )
  await each('place', (batch) =>
    addPlaces(
      work,
      communityId,
      batch.map((write) => write.place),
    ),
  )
  await addPlaques(work, communityId, stairwells(plan))
  await each('placeCompound', async (batch) => {
    for (const { placeId, compoundId } of batch) {
      await work
        .updateTable('places')
        .set({ compound_id: compoundId })
        .where('community_id', '=', communityId)
        .where('id', '=', placeId)
        .execute()
    }
  })
  await each('person', async (batch) => {
    for (const [id, known] of await addPeople(work, batch, sealer)) persons.set(id, known)
  })
  await each('personName', async (batch) => {
    for (const { id, name } of batch) {
      await work
        .updateTable('people')
        .set({ name_sealed: sealer.seal(name) })
        .where('id', '=', id)
        .execute()
    }
  })
  // Changes before new terms: a term that moves away leaves its first day free.
  await each('termChange', async (batch) => {
    for (const { termId, changes } of batch) {
      await work
        .updateTable('responsibilities')
        .set({
          ...(changes.fromDay !== undefined && { from_day: changes.fromDay }),
          ...(changes.toDay !== undefined && { to_day: changes.toDay }),
          ...(changes.duties !== undefined && { duties: changes.duties }),
          ...(changes.publicPhone !== undefined && { public_phone: changes.publicPhone }),
        })
        .where('community_id', '=', communityId)
        .where('id', '=', termId)
        .execute()
    }
  })
  await each('term', (batch) =>
    work
      .insertInto('responsibilities')
      .values(
        batch.map(({ personId, term }) => ({
          ...ours,
          id: term.id,
          place_id: term.placeId,
          person_id: persons.get(personId) ?? personId,
          role: term.role,
          desk_id: null,
          from_day: term.fromDay,
          to_day: term.toDay,
          public_phone: term.publicPhone,
          duties: term.duties,
          portrait_file_id: null,
        })),
      )
      .execute(),
  )
}

async function addPlaces(work: Work, communityId: CommunityId, places: readonly NewPlace[]): Promise<void> {
  await work
    .insertInto('places')
    .values(
      places.map((place) => ({
        community_id: communityId,
        id: place.id,
        parent_id: place.parentId,
        kind: place.kind,
        name: place.name,
        sort: place.sort,
        compound_id: place.compoundId,
        grid_id: place.gridId,
        building_id: place.buildingId,
        unit_id: place.unitId,
      })),
    )
    .execute()
}

/**
 * Adds people; a phone that somebody brought in meanwhile, in another community, stays that one person's.
 * @returns under which id each of them is there now
 */
async function addPeople(
  work: Work,
  people: readonly Of<'person'>[],
  sealer: Sealer,
): Promise<Map<PersonId, PersonId>> {
  const hashes = people.map((person) => Buffer.from(person.phoneHash, 'base64'))
  await work
    .insertInto('people')
    .values(
      people.map((person, index) => ({
        id: person.id,
        name_sealed: sealer.seal(person.name),
        phone_sealed: sealer.seal(person.phone),
        phone_hash: hashes[index] ?? null,
        account_hash: null,
        user_id: null,
        language: null,
      })),
    )
    .onConflict((conflict) => conflict.column('phone_hash').doNothing())
    .execute()
  const there = await peopleByHash(work, hashes)
  const idOf = new Map(there.map((row) => [row.phone_hash.toString('base64'), row.id]))
  return new Map(people.map((person) => [person.id, idOf.get(person.phoneHash) ?? person.id]))
}

/** New places that get a plaque: units, and buildings without any. */
function stairwells(plan: readonly RosterWrite[]): PlaceId[] {
  const places = plan.flatMap((write) => (write.write === 'place' ? [write.place] : []))
  const withUnits = new Set(places.filter((place) => place.kind === 'unit').map((place) => place.parentId))
  return places
    .filter((place) => place.kind === 'unit' || (place.kind === 'building' && !withUnits.has(place.id)))
    .map((place) => place.id)
}

/** Gives each place a plaque with a code that no other plaque of this installation has. */
async function addPlaques(work: Work, communityId: CommunityId, placeIds: readonly PlaceId[]): Promise<void> {
  let left = placeIds
  while (left.length > 0) {
    const batch = left.slice(0, batchSize)
    const wanted = new Map(batch.map((placeId) => [newPlaqueCode(), placeId]))
    const given = await work
      .insertInto('plaque_codes')
      .values([...wanted].map(([code, place_id]) => ({ code, community_id: communityId, place_id, closed_at: null })))
      .onConflict((conflict) => conflict.doNothing())
      .returning(['code', 'place_id'])
      .execute()
    if (given.length > 0) {
      await work
        .insertInto('plaques')
        .values(
          given.map(({ code, place_id }) => ({
            community_id: communityId,
            id: newId<string>(),
            place_id,
            code,
            put_up_on: null,
            closed_at: null,
          })),
        )
        .execute()
    }
    // A code that was taken already, one in some hundred thousand, is drawn again.
    const served = new Set(given.map((row) => row.place_id))
    left = left.filter((placeId) => !served.has(placeId))
  }
}

/** Six signs of Crockford's base 32: 0-9 and A-Z without I, L, O, U. */
function newPlaqueCode(): string {
  const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return Array.from({ length: 6 }, () => signs[randomInt(signs.length)]).join('')
}
