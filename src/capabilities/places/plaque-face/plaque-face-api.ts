import type { FastifyInstance } from 'fastify'
import type { Photos } from '../../../platform/files/photos.ts'
import type { House } from '../../../platform/house.ts'
import type { createImplement } from '../../../platform/http/implement.ts'
import { keepSentPhoto, readSentPhoto, sendPhoto } from '../../../platform/http/photos-over-http.ts'
import type { CommunityId, FileId, PersonId } from '../../../platform/ids.ts'
import type { PlaqueFace } from '../model.ts'
import { routes } from '../routes.ts'
import type { Places } from '../service.ts'
import { postsOf, showOf } from './plaque-face-store.ts'

interface Somebody {
  readonly personId: PersonId
  readonly communities: readonly CommunityId[]
}

/**
 * How a lead stands on the plaques: each decides alone, for all of their posts at once, and may take it back at any time
 * (PIPL art. 15 and 25: shown in public only with separate consent).
 */
export function plaqueFaceApi<A extends Somebody>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: { house: Pick<House, 'database'>; places: Places; photos: Photos },
): void {
  const { house, places, photos } = deps
  const { database } = house

  const readPosts = (actor: A) =>
    database.work({ communities: actor.communities }, (work) =>
      postsOf(work, actor.communities, actor.personId, places.today()),
    )

  async function faceOf(actor: A): Promise<PlaqueFace> {
    const posts = await readPosts(actor)
    return {
      posts: posts.map((post) => ({
        role: post.role as PlaqueFace['posts'][number]['role'],
        placeName: post.kind === 'unit' && post.building_name ? `${post.building_name} ${post.name}` : post.name,
        duties: post.duties,
      })),
      phoneShown: posts.some((post) => post.public_phone),
      portraitShown: posts.some((post) => post.portrait_file_id !== null),
    }
  }

  /** The same in every community where this lead has a post. */
  async function show(actor: A, shownIn: (id: CommunityId) => Promise<Parameters<typeof showOf>[4]>) {
    const where = new Set((await readPosts(actor)).map((post) => post.community_id))
    for (const id of where) {
      const shown = await shownIn(id)
      await database.work({ communities: [id] }, (work) => showOf(work, id, actor.personId, places.today(), shown))
      places.forget(id)
    }
  }

  implement(server, routes.plaqueFace, async ({ actor }) => {
    return await faceOf(actor)
  })
  implement(server, routes.showPhone, async ({ actor, body }) => {
    await show(actor, async () => ({ public_phone: body.shown }))
    return await faceOf(actor)
  })
  implement(server, routes.setPortrait, async ({ actor, request, visitor }) => {
    const bytes = await readSentPhoto(request, visitor)
    await show(actor, async (communityId) => ({
      portrait_file_id: await keepSentPhoto(photos, bytes, { communityId, audience: 'public', visitor }),
    }))
    return await faceOf(actor)
  })
  implement(server, routes.removePortrait, async ({ actor }) => {
    await show(actor, async () => ({ portrait_file_id: null }))
    return await faceOf(actor)
  })
  implement(server, routes.portrait, async ({ actor, reply }) => {
    const post = (await readPosts(actor)).find((one) => one.portrait_file_id !== null)
    return sendPhoto(reply, post && (await photos.readPublic(post.community_id, post.portrait_file_id as FileId)))
  })
}
