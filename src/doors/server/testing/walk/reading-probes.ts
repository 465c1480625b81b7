import type { Action } from '../../../../capabilities/people/permissions.ts'
import { appointsAt, spots } from './appoint-oracle.ts'
import { spread } from './command-probes.ts'
import type { Holder } from './holders.ts'
import type { Matter } from './matters.ts'
import { anybody, done, notThere, ofWhole, one, type Probe, type Walked } from './probe.ts'
import { mayAt, mayOn, maySomewhereIn, placesShown } from './table.ts'
import { type CommunityName, communityNames, communityOf, isArea, placesOf } from './where.ts'

const sorted = (list: readonly string[]) => list.toSorted()
type Items = { items: { id: string; at: string }[] }

/** What the walk reads of every JSON route, and where it must find exactly what the table says. */
export function readingProbes({ world, matters }: Walked): Readonly<Record<string, readonly Probe[]>> {
  const id = (name: CommunityName) => world.community[name]
  const atOf = (at: string): string => (isArea(at) ? at : id(at as CommunityName))
  const visible = (holder: Holder, action: Action) => matters.all.filter((matter) => mayOn(holder, action, matter))
  const everyMatter = (send: (matter: Matter) => ReturnType<Probe['send']>): Probe[] =>
    matters.all
      .filter(({ place, desk }) => communityOf(place) === 'A' || (spread.includes(place) && !desk))
      .map((matter) => ({
        place: matter.place,
        ...(matter.desk && { what: matter.desk }),
        send: () => send(matter),
        expect: (holder) => (mayOn(holder, 'requests.read', matter) ? done : notThere),
      }))

  return {
    'GET /api/v1/session': one('/api/v1/session'),
    'GET /api/v1/requests/live': one('/api/v1/requests/live'),
    'GET /api/v1/categories': one('/api/v1/categories'),
    'GET /api/v1/me/channels': one('/api/v1/me/channels'),
    'GET /api/v1/me/notices': one('/api/v1/me/notices'),
    'GET /api/v1/me/plaque': one('/api/v1/me/plaque'),
    'GET /api/v1/me/plaque/portrait': [
      { place: null, send: () => ({ url: '/api/v1/me/plaque/portrait' }), expect: () => notThere },
    ],
    'GET /api/v1/calendar': one('/api/v1/calendar?year=2026'),
    'GET /api/v1/clocks': communityNames.map((name) => ({
      place: name,
      send: () => ({ url: `/api/v1/clocks?community=${id(name)}` }),
      expect: (holder) => (maySomewhereIn(holder, 'clocks.read', name) ? done : notThere),
    })),
    'GET /api/v1/feedback': one('/api/v1/feedback'),
    'GET /api/v1/check-up': one('/api/v1/check-up'),
    'GET /api/v1/audit': one('/api/v1/audit'),
    'GET /api/v1/audit/choices': one('/api/v1/audit/choices'),
    'GET /api/v1/audit/export': one('/api/v1/audit/export'),
    'GET /api/v1/roster/template': one('/api/v1/roster/template'),

    'GET /api/v1/requests': [
      {
        place: null,
        send: () => ({ url: '/api/v1/requests?limit=100' }),
        expect: anybody,
        holds: (holder, body) => ({
          found: sorted((body as Items).items.map((item) => item.id)),
          wanted: sorted(visible(holder, 'requests.read').map((matter) => matter.id)),
        }),
      },
    ],
    'GET /api/v1/requests/figures': [null, ...communityNames].map((name) => ({
      place: name,
      send: () => ({ url: `/api/v1/requests/figures${name ? `?community=${id(name)}` : ''}` }),
      expect: anybody,
      holds: (holder, body) => ({
        found: (body as { open: number }).open,
        wanted: visible(holder, 'requests.figures').filter((one) => name === null || communityOf(one.place) === name)
          .length,
      }),
    })),
    'GET /api/v1/figures': [
      {
        place: null,
        send: () => ({ url: '/api/v1/figures?from=2026-01-01&to=2026-12-31' }),
        expect: anybody,
        holds: (holder, body) => ({
          found: sorted((body as { communities: { id: string }[] }).communities.map((one) => one.id)),
          wanted: sorted(communityNames.filter((name) => mayAt(holder, 'figures.read', name)).map(id)),
        }),
      },
      ...ofWhole('figures.read', (name) => ({
        url: `/api/v1/figures?from=2026-01-01&to=2026-12-31&community=${id(name)}`,
      })),
    ],
    'GET /api/v1/requests/:id': everyMatter((matter) => ({ url: `/api/v1/requests/${matter.id}` })),
    'GET /api/v1/requests/:id/photos/:photo': [
      ...everyMatter((matter) => ({ url: `/api/v1/requests/${matter.id}/photos/${matter.photo}` })),
      // A photo of another story is not to be had through one's own.
      {
        place: 'B.g1.b1.u1',
        what: 'through a matter of A',
        send: () => ({
          url: `/api/v1/requests/${matters.at('A.g1.b1.u1').id}/photos/${matters.at('B.g1.b1.u1').photo}`,
        }),
        expect: () => notThere,
      },
    ],
    'GET /api/v1/photos/:community/:photo': communityNames.map((name) => ({
      place: name,
      send: () => ({ url: `/api/v1/photos/${id(name)}/${matters.kept[name]}` }),
      expect: (holder) => (maySomewhereIn(holder, 'requests.command', name) ? done : notThere),
    })),
    'GET /api/v1/places': communityNames.map((name) => ({
      place: name,
      send: () => ({ url: `/api/v1/places?community=${id(name)}` }),
      expect: (holder) => (maySomewhereIn(holder, 'places.read', name) ? done : notThere),
      holds: (holder, body) => ({
        found: sorted((body as Items).items.map((item) => item.id)),
        wanted: sorted(placesShown(holder, 'places.read', name).map((place) => world.place.get(place) ?? '')),
      }),
    })),
    'GET /api/v1/coverage': communityNames.map((name) => ({
      place: name,
      send: () => ({ url: `/api/v1/coverage?community=${id(name)}` }),
      expect: (holder) => (maySomewhereIn(holder, 'places.coverage', name) ? done : notThere),
      holds: (holder, body) => ({
        found: (body as { roles: { places: number }[] }).roles.reduce((sum, role) => sum + role.places, 0),
        wanted: placesOf(name).filter((place) => place !== name && mayAt(holder, 'places.coverage', place)).length,
      }),
    })),
    'GET /api/v1/plaques': ofWhole('roster.import', (name) => ({ url: `/api/v1/plaques?community=${id(name)}` })),
    'GET /api/v1/deliveries': ofWhole('deliveries.read', (name) => ({
      url: `/api/v1/deliveries?community=${id(name)}`,
    })),
    'GET /api/v1/roster/imports/:id': [
      ...ofWhole('roster.import', (name) => ({
        url: `/api/v1/roster/imports/${matters.roster[name]}?community=${id(name)}`,
      })),
      {
        place: 'B',
        what: 'as if it were of A',
        send: () => ({ url: `/api/v1/roster/imports/${matters.roster.B}?community=${id('A')}` }),
        expect: () => notThere,
      },
    ],
    'GET /api/v1/staff/places': [
      {
        place: null,
        send: () => ({ url: '/api/v1/staff/places' }),
        expect: anybody,
        holds: (holder, body) => ({
          found: sorted((body as Items).items.map((item) => item.at).filter((at) => spots.map(atOf).includes(at))),
          wanted: sorted(spots.filter((at) => appointsAt(holder, at)).map(atOf)),
        }),
      },
    ],
    'GET /api/v1/staff': spots.map((at) => ({
      place: isArea(at) ? null : at,
      what: at,
      send: () => ({ url: `/api/v1/staff?at=${atOf(at)}` }),
      expect: (holder) => (appointsAt(holder, at) ? done : notThere),
    })),
  }
}
