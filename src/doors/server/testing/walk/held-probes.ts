import { newId } from '../../../../platform/ids.ts'
import { blockedWord } from './matters.ts'
import { done, notThere, ofWhole, type Probe, type Walked } from './probe.ts'
import { mayAt } from './table.ts'
import { type CommunityName, communityNames } from './where.ts'

/** What somebody looks at first, and the settings of the open door: the community's own desk, and nobody else. */
export function heldProbes({ world, matters }: Walked): Readonly<Record<string, readonly Probe[]>> {
  const id = (name: CommunityName) => world.community[name]
  const ofDesk = (send: (name: CommunityName) => ReturnType<Probe['send']>) => ofWhole('requests.hold', send)
  return {
    'GET /api/v1/held': ofWhole(
      'requests.hold',
      (name) => ({ url: `/api/v1/held?community=${id(name)}&state=waiting` }),
      (name) => ({
        holds: (_holder, body) => ({
          found: (body as { items: { id: string }[] }).items.map((item) => item.id).includes(matters.held[name].id),
          wanted: true,
        }),
      }),
    ),
    'GET /api/v1/held/:community/:id/photos/:photo': [
      ...ofDesk((name) => ({ url: `/api/v1/held/${id(name)}/${matters.held[name].id}/photos/${newId()}` })).map(
        (probe): Probe => ({ ...probe, expect: () => notThere }),
      ),
      // What is held in another community is not to be had through one's own.
      {
        place: 'B',
        what: 'as if it were of A',
        send: () => ({ url: `/api/v1/held/${id('A')}/${matters.held.B.id}/photos/${newId()}` }),
        expect: () => notThere,
      },
    ],
    'POST /api/v1/held/:id/release': ofDesk(async (name) => ({
      url: `/api/v1/held/${(await matters.hold(name)).id}/release`,
      payload: { community: id(name) },
    })),
    'POST /api/v1/held/:id/aside': ofDesk(async (name) => ({
      url: `/api/v1/held/${(await matters.hold(name)).id}/aside`,
      payload: { community: id(name), reason: 'spam', allOfSender: false },
    })),
    'POST /api/v1/requests/:id/looked': communityNames.map((name) => ({
      place: name,
      send: () => ({
        url: `/api/v1/requests/${matters.at(`${name}.g1.b1.u1`).id}/looked`,
        payload: { community: id(name) },
      }),
      expect: (holder) => (mayAt(holder, 'requests.hold', name) ? done : notThere),
    })),
    'GET /api/v1/open-door': ofDesk((name) => ({ url: `/api/v1/open-door?community=${id(name)}` })),
    'PUT /api/v1/open-door': ofDesk((name) => ({
      url: '/api/v1/open-door',
      payload: { community: id(name), guarded: false },
    })),
    'PUT /api/v1/open-door/words': ofDesk((name) => ({
      url: '/api/v1/open-door/words',
      payload: { community: id(name), words: [blockedWord] },
    })),
  }
}
