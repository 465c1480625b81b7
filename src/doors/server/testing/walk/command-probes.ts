import { actionOf } from '../../../../capabilities/requests/allowed.ts'
import type { CommandType } from '../../../../capabilities/requests/model.ts'
import { newId } from '../../../../platform/ids.ts'
import type { Holder } from './holders.ts'
import type { Matter } from './matters.ts'
import { doneOrRefused, notThere, type Probe, type Walked } from './probe.ts'
import { mayAt, mayCommand, mayOn } from './table.ts'
import { communityOf } from './where.ts'
import type { World } from './world.ts'

/** A sample of each command, those that end a matter last: who may give it is asked, not what the rules say to it. */
const commands: Readonly<Record<CommandType, (matter: Matter, walked: Walked) => object>> = {
  note: () => ({ text: 'x', public: false }),
  accept: () => ({}),
  act: () => ({}),
  ask: () => ({ text: 'x' }),
  resume: () => ({}),
  plan: () => ({ text: 'x', dueDay: '2026-12-01' }),
  extend: () => ({ text: 'x', workingDays: 1 }),
  shelve: () => ({ text: 'x', reviewDay: '2026-12-20' }),
  raise: () => ({ text: 'x' }),
  accept_offer: () => ({}),
  refuse_offer: () => ({ text: 'x' }),
  hand_over: (matter, { world }) => ({ to: unitLead(matter, world), text: 'x' }),
  return: (matter, { world }) => ({ to: unitLead(matter, world), text: 'x' }),
  assign: (matter, { world }) => ({ to: unitLead(matter, world) }),
  supervise: () => ({ text: 'x' }),
  reclassify: () => ({ category: 'repair.light' }),
  call_back: ({ voice }) => ({ voiceId: voice, solved: true }),
  resolve: () => ({ text: 'x' }),
  merge: ({ place }, { matters }) => ({ into: matters.at(communityOf(place)).id }),
  decline: () => ({ reason: 'other_by_law', text: 'x', route: 'x' }),
  redirect: () => ({ text: 'x' }),
}
const unitLead = ({ place }: Matter, world: World) => ({
  kind: 'lead',
  level: 1,
  personId: world.person.get(`lead of ${place}`),
})

function expectCommand(type: CommandType, holder: Holder, matter: Matter): readonly number[] {
  if (!mayOn(holder, 'requests.read', matter)) return notThere
  if (!mayCommand(holder, actionOf[type], matter)) return [403]
  // A category is put right by whoever handles the matter, or by the desk.
  if (type === 'reclassify' && !mayAt(holder, 'requests.assign', matter.place)) return [...doneOrRefused, 403]
  // Merged into a matter of the community's own place, which has to be the holder's to merge as well.
  if (type === 'merge' && !mayAt(holder, 'requests.merge', communityOf(matter.place))) return notThere
  return doneOrRefused
}

/** Every command at an own, a sibling and a foreign place; a note, which always may be added, at many more. */
export function commandProbes(walked: Walked): Probe[] {
  const { matters } = walked
  const few = ['A.g1.b1.u1', 'A.g2.b3.u4', 'B.g1.b1.u1'].map((place) => matters.at(place))
  const many = [
    ...spread.map((place) => matters.at(place)),
    matters.at('A.g1.b1.u1', 'property-east'),
    matters.at('A.g2.b3.u4', 'property-west'),
  ]
  return (Object.keys(commands) as CommandType[]).flatMap((type) =>
    (type === 'note' ? many : few).map((matter) => ({
      place: matter.place,
      what: matter.desk ? `${type} at ${matter.desk}` : type,
      send: () => ({
        url: `/api/v1/requests/${matter.id}/commands`,
        payload: { id: newId(), type, ...commands[type](matter, walked) },
      }),
      expect: (holder: Holder) => expectCommand(type, holder, matter),
    })),
  )
}

/** Own, parent, child, sibling and foreign places of whoever holds something in the walk. */
export const spread = ['A.g1.b1.u1', 'A.g1.b1', 'A', 'A.g1.b1.u2', 'A.g2.b3.u4', 'B.g1.b1.u1', 'C', 'D.g1.b1.u2']
