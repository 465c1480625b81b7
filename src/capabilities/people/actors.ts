import { createHash } from 'node:crypto'
import { localDay } from '../../platform/clock/local-days.ts'
import type { Work } from '../../platform/database/database.ts'
import { gather } from '../../platform/gather.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Actor, HeldRole } from './actor.ts'
import {
  membershipsOf,
  type OfficeRow,
  officesOf,
  type PersonRow,
  type PostRow,
  peopleByTokens,
  peopleByUsers,
  postsOf,
} from './store.ts'

const shared = { communities: [] as CommunityId[] }

/** Somebody who is signed in, with what their pages need at once. */
export type SignedInActor = Actor & { readonly language: PersonRow['language']; readonly phoneHash: Buffer | null }

/**
 * Who is asking, with all that they hold today. It is read anew for every call, so that a post that was taken away counts
 * for nothing from that moment on; those who ask at the same time are read together.
 */
export function createActors({ database, clock, sealing }: Pick<House, 'database' | 'clock' | 'sealing'>) {
  const today = () => localDay(clock.now())

  /** Finds people and reads what they hold. In the order of finding. */
  async function withPosts<Row extends PersonRow>(
    find: (work: Work) => Promise<Row[]>,
  ): Promise<{ readonly row: Row; readonly actor: Actor }[]> {
    const day = today()
    const { rows, members, offices } = await database.work(shared, async (work) => {
      const rows = await find(work)
      const ids = rows.map((row) => row.id)
      const [members, offices] = await Promise.all([membershipsOf(work, ids), officesOf(work, ids, day)])
      return { rows, members, offices }
    })
    const communities = [...new Set(members.map((row) => row.community_id))]
    const ids = [...new Set(members.map((row) => row.person_id))]
    const posts = communities.length
      ? await database.work({ communities }, (work) => postsOf(work, ids, day))
      : ([] as PostRow[])
    return rows.map((row) => {
      const roles = rolesOf(
        posts.filter((post) => post.person_id === row.id),
        offices.filter((office) => office.person_id === row.id),
      )
      const theirs = roles.flatMap((role) => (role.kind === 'place' ? [role.communityId] : role.communities))
      const name = sealing.open(row.name_sealed)
      return { row, actor: { personId: row.id, name, roles, communities: [...new Set(theirs)] } }
    })
  }

  const byUser = gather<string, SignedInActor | null>(async (userIds) => {
    const found = await withPosts((work) => peopleByUsers(work, userIds))
    const actors = new Map(
      found.map(({ row, actor }) => [row.user_id, { ...actor, language: row.language, phoneHash: row.phone_hash }]),
    )
    return userIds.map((userId) => actors.get(userId) ?? null)
  }, together)

  const byToken = gather<Buffer, Actor | null>(async (hashes) => {
    const found = await withPosts((work) => peopleByTokens(work, hashes, clock.now()))
    const actors = new Map(found.map(({ row, actor }) => [row.token_hash.toString('hex'), actor]))
    return hashes.map((hash) => actors.get(hash.toString('hex')) ?? null)
  }, together)

  return {
    /** The signed-in person with all that they hold today. */
    actorByUser: byUser,
    /** Whoever an API token was made for. */
    actorByToken: (token: string) => byToken(createHash('sha256').update(token).digest()),
  }
}

/** One slow answer holds up few: two are on their way at once. */
const together = { atOnce: 2, most: 64 } as const

function rolesOf(posts: readonly PostRow[], offices: readonly OfficeRow[]): HeldRole[] {
  const roles: HeldRole[] = posts.map((post) => ({
    kind: 'place',
    role: post.role,
    communityId: post.community_id,
    placeId: post.place_id,
    placeKind: post.place_kind,
    placeName: post.place_name,
    deskId: post.desk_id,
  }))
  const areas = new Map<string, { role: OfficeRow; communities: CommunityId[] }>()
  for (const office of offices) {
    const key = `${office.role} ${office.area_code}`
    const held = areas.get(key) ?? { role: office, communities: [] }
    if (office.community_id) held.communities.push(office.community_id)
    areas.set(key, held)
  }
  for (const { role, communities } of areas.values())
    roles.push({ kind: 'area', role: role.role, areaCode: role.area_code, areaName: role.area_name, communities })
  return roles
}
