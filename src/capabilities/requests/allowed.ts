import type { CommandId } from '../../platform/ids.ts'
import type { Action } from '../people/index.ts'
import type { Author, RequestState } from './events.ts'
import { type Command, type CommandType, isOpen } from './model.ts'
import { type Circumstances, decide } from './rules.ts'
import { actsFor } from './rules-for-staff.ts'

/** The row of the permission table that a command needs. */
export const actionOf: Readonly<Record<CommandType, Action>> = {
  accept: 'requests.command',
  act: 'requests.command',
  note: 'requests.command',
  ask: 'requests.command',
  resume: 'requests.command',
  plan: 'requests.command',
  extend: 'requests.command',
  shelve: 'requests.command',
  resolve: 'requests.command',
  raise: 'requests.command',
  hand_over: 'requests.command',
  accept_offer: 'requests.command',
  refuse_offer: 'requests.command',
  return: 'requests.command',
  assign: 'requests.assign',
  supervise: 'requests.supervise',
  reclassify: 'requests.command',
  decline: 'requests.decline',
  redirect: 'requests.decline',
  merge: 'requests.merge',
  call_back: 'requests.call_back',
}

/**
 * Which commands this author could give now: the rules themselves are asked with a sample of each, so that a button and
 * the server's answer never disagree.
 */
export function allowedCommands(
  state: RequestState,
  author: Extract<Author, { kind: 'staff' }>,
  c: Circumstances,
  may: (action: Action) => boolean,
): CommandType[] {
  const id = '00000000-0000-7000-8000-000000000000' as CommandId
  const text = '…'
  const ahead = c.now
    .add({ hours: 24 * 14 })
    .toZonedDateTimeISO(c.calendar.timeZone)
    .toPlainDate()
    .toString()
  const samples: Command[] = [
    { id, type: 'accept' },
    { id, type: 'act', text: '', photos: [] },
    { id, type: 'note', text, public: false, photos: [] },
    { id, type: 'ask', text },
    { id, type: 'resume', text: '' },
    { id, type: 'plan', text, dueDay: ahead },
    { id, type: 'extend', workingDays: 1, text },
    { id, type: 'shelve', text, reviewDay: ahead },
    { id, type: 'resolve', text, photos: [] },
    { id, type: 'raise', text },
    ...c.ladder.flatMap(({ handler: to }): Command[] => [
      { id, type: 'hand_over', to, text },
      { id, type: 'return', to, text },
      { id, type: 'assign', to, text: '' },
    ]),
    { id, type: 'accept_offer' },
    { id, type: 'refuse_offer', text },
    { id, type: 'supervise', text },
    { id, type: 'reclassify', category: 'repair.light' },
    { id, type: 'decline', reason: 'other_by_law', text, route: text },
    { id, type: 'redirect', text },
    ...state.voices.map((voice): Command => ({ id, type: 'call_back', voiceId: voice.id, solved: true, text: '' })),
  ]
  const allowed = new Set<CommandType>()
  for (const sample of samples) {
    if (allowed.has(sample.type) || !may(actionOf[sample.type])) continue
    // A category is put right by whoever handles the matter, or by the desk.
    if (sample.type === 'reclassify' && !actsFor(author, state.handler) && !may('requests.assign')) continue
    if (decide(state, sample, author, c).ok) allowed.add(sample.type)
  }
  // Merging needs a second request, which the rules cannot be shown here.
  if (may('requests.merge') && isOpen(state.status) && state.status !== 'resolved') allowed.add('merge')
  return [...allowed]
}
