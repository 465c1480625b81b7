import { newId } from '../../../../platform/ids.ts'
import { appointsAt, spots } from './appoint-oracle.ts'
import { oneFile } from './client.ts'
import { commandProbes, spread } from './command-probes.ts'
import { marked } from './markers.ts'
import { picture } from './matters.ts'
import { anybody, done, doneOrRefused, notThere, ofWhole, one, type Probe, type Walked } from './probe.ts'
import { mayAt, mayOn, maySomewhereIn } from './table.ts'
import { type CommunityName, communities, communityNames, isArea } from './where.ts'

/** What the walk writes by every JSON route. What ends something comes after what needs it. */
export function writingProbes(walked: Walked): Readonly<Record<string, readonly Probe[]>> {
  const { world, matters } = walked
  const id = (name: CommunityName) => world.community[name]
  const atOf = (at: string): string => (isArea(at) ? at : id(at as CommunityName))
  const toPost = (path: 'end' | 'invitation', statuses: readonly number[]): Probe[] =>
    communityNames.map((name) => ({
      place: name,
      send: async () => ({
        url: `/api/v1/staff/${await world.freshPost(name)}/${path}`,
        payload: { id: newId(), at: id(name) },
      }),
      expect: (holder) =>
        !appointsAt(holder, name) ? notThere : appointsAt(holder, name, 'socialWorker') ? statuses : [403],
    }))

  return {
    'POST /api/v1/sign-in/code': [
      {
        place: null,
        send: () => ({ url: '/api/v1/sign-in/code', payload: { phone: '13600000000' } }),
        expect: anybody,
      },
    ],
    'POST /api/v1/sign-in/phone': [
      {
        place: null,
        send: () => ({ url: '/api/v1/sign-in/phone', payload: { phone: '13600000001', code: '000000' } }),
        expect: () => [422, 429],
      },
    ],
    'POST /api/v1/sign-in/password': [
      {
        place: null,
        send: () => ({ url: '/api/v1/sign-in/password', payload: { account: `nobody-${newId()}`, password: 'wrong' } }),
        expect: () => [422, 429],
      },
    ],
    'POST /api/v1/requests': ['A.g1.b1.u1', 'D'].map((place) => ({
      place,
      send: () => ({
        url: '/api/v1/requests',
        payload: { id: newId(), plaque: world.plaque.get(place), text: 'x', kind: 'consult' },
      }),
      expect: anybody,
    })),
    'PUT /api/v1/me/language': one('/api/v1/me/language', { language: 'zh-CN' }),
    'PUT /api/v1/me/channels': one('/api/v1/me/channels', { channel: 'sms', active: false }),
    'POST /api/v1/me/notices/read': one('/api/v1/me/notices/read'),
    'PUT /api/v1/me/plaque/phone': one('/api/v1/me/plaque/phone', { shown: true }),
    'PUT /api/v1/me/plaque/portrait': [
      {
        place: null,
        send: async () => ({
          url: '/api/v1/me/plaque/portrait',
          ...(await oneFile('photo', 'a.jpg', picture, 'image/jpeg')),
        }),
        expect: anybody,
      },
    ],
    'DELETE /api/v1/me/plaque/portrait': one('/api/v1/me/plaque/portrait'),
    'PUT /api/v1/calendar/:year': one('/api/v1/calendar/2027', { days: [] }),
    'PUT /api/v1/clocks': communityNames.map((name) => ({
      place: name,
      send: () => ({ url: '/api/v1/clocks', payload: { id: newId(), area: communities[name], profile: null } }),
      expect: (holder) => (mayAt(holder, 'clocks.edit', name) ? done : notThere),
    })),
    'POST /api/v1/photos': communityNames.map((name) => ({
      place: name,
      send: async () => ({
        url: `/api/v1/photos?community=${id(name)}`,
        ...(await oneFile('photo', 'a.jpg', picture, 'image/jpeg')),
      }),
      expect: (holder) => (maySomewhereIn(holder, 'requests.command', name) ? done : [403]),
    })),
    'POST /api/v1/roster/imports': ofWhole('roster.import', async (name) => ({
      url: `/api/v1/roster/imports?community=${id(name)}`,
      ...(await oneFile('file', `${marked(name, 'file')}.csv`, '小区,网格\nx,y\n', 'text/csv')),
    })),
    'POST /api/v1/roster/imports/:id/apply': ofWhole('roster.import', (name) => ({
      url: `/api/v1/roster/imports/${matters.roster[name]}/apply?community=${id(name)}`,
    })),
    'POST /api/v1/requests/:id/contacts': spread.map((place) => {
      const matter = matters.at(place)
      return {
        place,
        send: () => ({
          url: `/api/v1/requests/${matter.id}/contacts`,
          payload: { id: newId(), voice: matter.voice, reason: 'handling' },
        }),
        expect: (holder) => (mayOn(holder, 'requests.see_reporter', matter) ? done : notThere),
      }
    }),
    // Nobody's phone. What a real one finds, and for whom, is in `requests/search/search.database.test.ts`.
    'POST /api/v1/requests/by-phone': [
      {
        place: null,
        send: () => ({ url: '/api/v1/requests/by-phone', payload: { phone: '13500000000' } }),
        expect: anybody,
      },
    ],
    'POST /api/v1/requests/:id/commands': commandProbes(walked),
    'POST /api/v1/staff': spots.map((at) => {
      const role = isArea(at) ? 'viewer' : 'socialWorker'
      return {
        place: isArea(at) ? null : at,
        what: `${role} at ${at}`,
        send: () => ({
          url: '/api/v1/staff',
          payload: {
            id: newId(),
            at: atOf(at),
            role,
            name: 'x',
            account: `walk-${newId()}`,
            deskId: null,
            compoundId: null,
          },
        }),
        expect: (holder) => (!appointsAt(holder, at) ? notThere : appointsAt(holder, at, role) ? done : [403]),
      }
    }),
    'POST /api/v1/staff/:id/end': toPost('end', done),
    'POST /api/v1/staff/:id/invitation': toPost('invitation', doneOrRefused),
    'POST /api/v1/staff/desks': communityNames.map((name) => ({
      place: name,
      send: () => ({
        url: '/api/v1/staff/desks',
        payload: { id: newId(), at: id(name), name: 'x', phone: '88880000' },
      }),
      expect: (holder) => (mayAt(holder, 'desks.add', name) ? done : notThere),
    })),
    // The last of all: who signs out is gone.
    'POST /api/v1/sign-out': one('/api/v1/sign-out'),
  }
}
