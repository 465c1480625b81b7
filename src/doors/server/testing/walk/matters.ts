import sharp from 'sharp'
import { newId } from '../../../../platform/ids.ts'
import { type Client, type Key, oneFile } from './client.ts'
import { marked } from './markers.ts'
import {
  type CommunityName,
  communityNames,
  communityOf,
  compoundOf,
  type DeskName,
  type PlaceName,
  placesOf,
} from './where.ts'
import type { World } from './world.ts'

/** Of the walk's own list: what it stands in is held. */
export const blockedWord = '转角有礼'

/** One matter of the walk: where it is, what it may be asked about, and which desk of a compound has it, if any. */
export interface Matter {
  readonly id: string
  readonly place: PlaceName
  readonly desk: DeskName | null
  readonly voice: string
  readonly track: string
  /** A photo in the staff's part of its story. */
  readonly photo: string
}
/** Something that somebody looks at first. */
export interface Held {
  readonly id: string
  readonly track: string
}
export type Matters = Awaited<ReturnType<typeof fillWithMatters>>

export const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#774422' } })
  .jpeg()
  .toBuffer()

/**
 * Reports one matter at every place, and one for each company's desk, through the doors. To each the secretary of its
 * community adds a note for staff with a photo; and each community has a photo that stands nowhere, and a roster.
 */
export async function fillWithMatters(
  world: World,
  client: Client,
  secretaryOf: (name: CommunityName) => Promise<Key>,
) {
  const all: Matter[] = []
  const kept = {} as Record<CommunityName, string>
  const roster = {} as Record<CommunityName, string>

  async function keepPhoto(name: CommunityName, key: Key): Promise<string> {
    const form = await oneFile('photo', 'a.jpg', picture, 'image/jpeg')
    const url = `/api/v1/photos?community=${world.community[name]}`
    const sent = { method: 'POST', url, headers: { ...key.write, ...form.headers }, payload: form.payload }
    return (await client.json<{ id: string }>(sent)).id
  }

  async function report(place: PlaceName, category: string, key: Key, desk: DeskName | null): Promise<Matter> {
    const id = newId<string>()
    const { token } = await client.json<{ token: string }>({
      method: 'POST',
      url: '/api/v1/requests',
      payload: {
        id,
        plaque: world.plaque.get(place),
        text: `${marked(place, 'title')}。有人来看看`,
        category,
        name: marked(place, 'reporter'),
        phone: `137${String(10_000_000 + all.length)}`,
      },
    })
    const photo = await keepPhoto(communityOf(place), key)
    const note = { id: newId(), type: 'note', text: marked(place, 'note'), public: false, photos: [photo] }
    await client.json({ method: 'POST', url: `/api/v1/requests/${id}/commands`, headers: key.write, payload: note })
    const voice = await world.one<{ id: string }>('select id from voices where request_id = $1', [id])
    return { id, place, desk, voice: voice.id, track: token, photo }
  }

  /** Sends what its words hold: somebody has to look at it first. */
  async function hold(name: CommunityName): Promise<Held> {
    const id = newId<string>()
    const place = `${name}.g1.b1.u1`
    const { held, token } = await client.json<{ held: boolean; token: string }>({
      method: 'POST',
      url: '/api/v1/requests',
      payload: {
        id,
        plaque: world.plaque.get(place),
        text: `${marked(place, 'title')}。${blockedWord}`,
        kind: 'consult',
      },
    })
    if (!held) throw new Error(`a matter of ${name} was not held`)
    return { id, track: token }
  }

  const held = {} as Record<CommunityName, Held>
  for (const name of communityNames) {
    const key = await secretaryOf(name)
    await client.json({
      method: 'PUT',
      url: '/api/v1/open-door/words',
      headers: key.write,
      payload: { community: world.community[name], words: [blockedWord] },
    })
    held[name] = await hold(name)
    for (const place of placesOf(name)) all.push(await report(place, 'noise.neighbour', key, null))
    // Begins at the company of the compound.
    for (const place of [`${name}.g1.b1.u1`, `${name}.g2.b3.u4`])
      all.push(await report(place, 'repair.sewage', key, `property-${compoundOf(place) ?? 'east'}`))
    kept[name] = await keepPhoto(name, key)
    const form = await oneFile('file', `${marked(name, 'file')}.csv`, '小区,网格\nx,y\n', 'text/csv')
    const url = `/api/v1/roster/imports?community=${world.community[name]}`
    const sent = { method: 'POST', url, headers: { ...key.write, ...form.headers }, payload: form.payload }
    roster[name] = (await client.json<{ id: string }>(sent)).id
  }
  return {
    all,
    kept,
    held,
    hold,
    roster,
    at: (place: PlaceName, desk: DeskName | null = null): Matter => {
      const found = all.find((one) => one.place === place && one.desk === desk)
      if (!found) throw new Error(`no matter at ${place}`)
      return found
    },
  }
}
