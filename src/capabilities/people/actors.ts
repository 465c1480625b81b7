import { createHash } from 'node:crypto'
import { localDay } from '../../platform/clock/local-days.ts'
import { gather } from '../../platform/gather.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Actor, HeldRole } from './actor.ts'
import { type ActorRow, actorsByToken, actorsByUser, type PostRow } from './actors-store.ts'
import type { OfficeRow, PersonRow } from './store.ts'

/** Somebody who is signed in, with what their pages need at once. */
export type SignedInActor = Actor & { readonly language: PersonRow['language']; readonly phoneHash: Buffer | null }

/** One slow answer holds up few: two are on their way at once. */
const together = { atOnce: 2, most: 64 } as const

/**
 * Who is asking, with all that they hold today. It is read anew for every call, so that a post that was taken away counts
 * for nothing from that moment on; those who ask at the same time are read together.
 */
export function createActors({ database, clock, sealing }: Pick<House, 'database' | 'clock' | 'sealing'>) {
  const actorOf = (row: ActorRow): SignedInActor => {
    const roles = rolesOf(row.posts, row.offices)
    const communities = new Set(
      roles.flatMap((role) => (role.kind === 'place' ? [role.communityId] : role.communities)),
    )
    const name = sealing.open(row.name_sealed)
    const { language, phone_hash: phoneHash } = row
    return { personId: row.id, name, roles, communities: [...communities], language, phoneHash }
  }

  /** In the order of asking. */
  const answers = (asked: readonly string[], rows: readonly ActorRow[]) => {
    const found = new Map(rows.map((row) => [row.asked_by, actorOf(row)]))
    return asked.map((one) => found.get(one) ?? null)
  }

  const byUser = gather<string, SignedInActor | null>(
    async (userIds) => answers(userIds, await actorsByUser(database, userIds, localDay(clock.now()))),
    together,
  )
  const byToken = gather<string, SignedInActor | null>(async (hashes) => {
    const now = clock.now()
    return answers(hashes, await actorsByToken(database, hashes, { day: localDay(now), now }))
  }, together)

  return {
    /** The signed-in person with all that they hold today. */
    actorByUser: byUser,
    /** Whoever an API token was made for. */
    actorByToken: (token: string): Promise<Actor | null> => byToken(createHash('sha256').update(token).digest('hex')),
  }
}

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
