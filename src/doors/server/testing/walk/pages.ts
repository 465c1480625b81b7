import { newId } from '../../../../platform/ids.ts'
import type { Sent } from './client.ts'
import type { Holder } from './holders.ts'
import type { Marker, Part } from './markers.ts'
import type { Walked } from './probe.ts'
import { communityOf, isWithin, type PlaceName } from './where.ts'

/**
 * Ways in that are no JSON routes and need no row of the table. Each is open to anybody on purpose: what it shows is
 * for whoever stands before the plaque or holds the secret in the address. A way in that joins has to be put here, or
 * be a route of a contract with a row.
 */
export const openToAnybody = [
  'GET /',
  'GET /look',
  'GET /privacy',
  'GET /icon.svg',
  'GET /favicon.ico',
  'GET /feedback',
  'POST /feedback',
  'GET /feedback/thanks',
  // What stands on the plaque's page, and a report by it.
  'GET /p/:code',
  'POST /p/:code',
  'GET /p/:code/photos/:photo',
  'GET /p/:code/portraits/:id',
  'GET /p/:code/live',
  'GET /p/:code/part',
  'POST /p/:code/join/:requestId',
  // For whoever holds the token of a matter, of an invitation or of the first set-up.
  'GET /r/:token',
  'POST /r/:token',
  'GET /r/:token/live',
  'GET /r/:token/part',
  'POST /r/:token/proof',
  'GET /r/:token/photos/:id',
  'GET /welcome/:token',
  'POST /welcome/:token',
  'GET /set-up/:token',
  'POST /set-up/:token',
  // Shows what is of the session, or the form to sign in.
  'GET /me',
  'GET /me/data',
  'GET /me/data/all',
  'GET /me/data/export.json',
  'GET /me/data/name',
  'POST /me/data/name',
  'GET /me/data/phone',
  'POST /me/data/phone',
  'POST /me/data/phone/code',
  'GET /me/data/erase',
  'POST /me/data/erase',
  'GET /me/data/erase/:community/:voice',
  'POST /me/data/erase/:community/:voice',
  'GET /me/sessions',
  'POST /me/sessions',
  'POST /me/code',
  'POST /me/sign-in',
  'POST /me/sign-out',
  // The two apps, which hold nothing of anybody.
  'GET /lead',
  'GET /lead/*',
  'GET /lead/assets/*',
  'GET /desk',
  'GET /desk/*',
  'GET /desk/assets/*',
  'GET /assets/*',
  'GET /api/v1/openapi.json',
  // For whoever watches over the server; the proxy keeps /metrics inside.
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  // Of a demo only.
  'GET /demo/codes',
]

/** One page asked for, and the place whose rows it may show; null: of no place. */
export interface PageProbe {
  readonly what: string
  readonly send: Sent
  readonly statuses: readonly number[]
  readonly of: PlaceName | null
  /** It shows the reader what they hold themselves. */
  readonly ofReader?: true
}

/** Plaques and tokens, each with what belongs to it and with what is another stairwell's or another community's. */
export function pageProbes({ world, matters }: Walked): PageProbe[] {
  const get = (what: string, url: string, statuses: readonly number[], of: PlaceName | null): PageProbe => ({
    what: `GET ${what}`,
    send: { method: 'GET', url },
    statuses,
    of,
  })
  const own = 'A.g1.b1.u1'
  const foreign = ['A.g1.b1.u2', 'A.g2.b3.u4', 'B.g1.b1.u1', 'D.g1.b1.u2']
  const code = (place: PlaceName) => world.plaque.get(place) ?? ''
  const track = (place: PlaceName) => matters.at(place).track
  return [
    ...[own, ...foreign, 'A.g1.b1', 'C'].flatMap((place) => [
      get(`the plaque of ${place}`, `/p/${code(place)}`, [200], place),
      get(`the plaque of ${place} in large`, `/p/${code(place)}?view=place`, [200], place),
      get(`the track of ${place}`, `/r/${track(place)}`, [200], place),
      ...['live', 'part'].flatMap((what) => [
        get(`the ${what} of the plaque of ${place}`, `/p/${code(place)}/${what}`, [200], place),
        get(`the ${what} of the track of ${place}`, `/r/${track(place)}/${what}`, [200], place),
      ]),
      get(
        `a photo for staff by the track of ${place}`,
        `/r/${track(place)}/photos/${matters.at(place).photo}`,
        [404],
        null,
      ),
    ]),
    ...foreign.flatMap((place): PageProbe[] => [
      get(
        `a photo of ${place} by the track of ${own}`,
        `/r/${track(own)}/photos/${matters.at(place).photo}`,
        [404],
        null,
      ),
      get(
        `a kept photo of ${place} by a plaque`,
        `/p/${code(own)}/photos/${matters.at(place).photo}?form=x`,
        [404],
        null,
      ),
      get(`a portrait of ${place} by a plaque`, `/p/${code(own)}/portraits/${matters.at(place).photo}`, [404], null),
      {
        what: `POST joining a matter of ${place} by the plaque of ${own}`,
        send: {
          method: 'POST',
          url: `/p/${code(own)}/join/${matters.at(place).id}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: Buffer.from(`id=${newId()}&text=x&name=x`),
        },
        // It says that the matter is gone, and joins nothing.
        statuses: [303],
        of: null,
      },
    ]),
    // It still says whom to call: the number before the hyphen is the community's.
    get('a track that is none', '/r/1-00000000000000000000000000', [404], 'A'),
    get('a welcome that is none', '/welcome/x', [410], null),
    get('the set-up without its secret', '/set-up/x', [410], null),
    get('one’s own matters', '/me', [200], null),
    // What is held on oneself, or the way to sign in; never a row of anybody else.
    ...['', '/all', '/export.json', '/name', '/phone', '/erase'].map(
      (path): PageProbe => ({ ...get(`one’s own data${path}`, `/me/data${path}`, [200, 303], null), ofReader: true }),
    ),
    ...foreign.map((place) =>
      get(
        `erasing in a matter of ${place}`,
        `/me/data/erase/${world.community[communityOf(place)]}/${matters.at(place).voice}`,
        [303, 404],
        null,
      ),
    ),
    get('one’s own sessions', '/me/sessions', [200, 303], null),
    get(`what is held of ${own}`, `/r/${matters.held.A.track}`, [200], own),
    get(
      `a photo of ${own} by the track of what is held`,
      `/r/${matters.held.A.track}/photos/${matters.at(own).photo}`,
      [404],
      null,
    ),
  ]
}

/** What a page tells somebody of the posts that they hold: where, and under which name. */
export function isOwnPost({ place, part }: Marker, holder: Holder | null): boolean {
  return (
    (holder?.posts.some((post) => post.at === place) ?? false) &&
    ['place', 'lead', 'staff', 'community', 'desk'].includes(part)
  )
}

/** What a page of a place shows: who serves it, and matters of that stairwell by their titles. */
const shownAtAPlaque: readonly Part[] = ['place', 'lead', 'desk', 'community', 'duty', 'staff']
export function mayStandOnPage(marker: Marker, of: PlaceName | null): boolean {
  if (of === null) return false
  if (marker.part === 'title') return isWithin(of, marker.place)
  // The plaque of a whole community names the desks of all its compounds.
  if (marker.part === 'desk' && of === communityOf(of)) return communityOf(marker.place) === of
  return shownAtAPlaque.includes(marker.part) && isWithin(of, marker.place)
}
