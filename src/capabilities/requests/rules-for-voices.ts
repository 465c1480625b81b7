import type { VoiceId } from '../../platform/ids.ts'
import { restrictedCategories } from './catalogue.ts'
import { isStricter, reopenDays } from './clock-profile.ts'
import { restartClocks } from './deadlines.ts'
import { accepted, type Circumstances, type Decision, refused } from './decision.ts'
import type { Author, RequestState } from './events.ts'
import { isSameAbout } from './ladder.ts'
import { isOpen, type VoiceCommand } from './model.ts'
import { secondHandling } from './second-handling.ts'

/** Commands of the neighbours who spoke up, from their own tracking page. */
export function decideForVoice(
  state: RequestState,
  command: VoiceCommand,
  { voiceId, personId = null }: Extract<Author, { kind: 'voice' }>,
  c: Circumstances,
): Decision {
  const voice = state.voices.find((one) => one.id === voiceId)
  if (!voice || voice.state === 'withdrawn') return refused('voice_unknown')
  switch (command.type) {
    case 'tell': {
      const told = { type: 'told', voiceId, text: command.text } as const
      // An answer to a question starts the clocks again; words at any other time are simply added.
      if (state.status !== 'needs_info') return isOpen(state.status) ? accepted(told) : refused('not_open')
      return accepted(told, { type: 'answered', text: '', ...restartClocks(state, c.now, c) })
    }
    case 'confirm': {
      // A lead who reported what they solved themselves: somebody else says whether it is.
      if (personId !== null && personId === state.solvedBy) return refused('own_case')
      const said = { voiceId, score: command.score ?? null, text: command.text }
      if (state.status === 'closed') {
        if (voice.state === 'confirmed' && state.closing === 'confirmed' && state.score !== null)
          return refused('voice_answered')
        if (command.solved) return accepted({ type: 'rated', ...said })
        return reopen(state, c, command.text)
      }
      if (state.status !== 'resolved') return refused('wrong_status')
      if (command.solved) return accepted({ type: 'confirmed', ...said })
      return secondHandling(state, { type: 'disputed', ...said, calledBack: false }, c)
    }
    case 'withdraw': {
      if (!isOpen(state.status)) return refused('not_open')
      const others = state.voices.some((one) => one.id !== voiceId && one.state !== 'withdrawn')
      // The others' matter goes on: one neighbour leaving does not silence the rest.
      if (others) return accepted({ type: 'voice_left', voiceId })
      return accepted({ type: 'voice_left', voiceId }, { type: 'withdrawn', text: command.text })
    }
    case 'reopen':
      if (state.status !== 'closed') return refused('wrong_status')
      return reopen(state, c, command.text)
  }
}

function reopen(state: RequestState, c: Circumstances, text: string): Decision {
  if (state.closedAt && c.now.since(state.closedAt).total('hours') > reopenDays * 24) return refused('reopen_too_late')
  return secondHandling(state, null, c, text)
}

/** One more neighbour on the same thing. While it is being asked whether it is solved, the newcomer is asked too. */
export function decideJoin(state: RequestState, voiceId: VoiceId): Decision {
  if (!isOpen(state.status)) return refused('not_open')
  if (state.voices.some((voice) => voice.id === voiceId)) return accepted()
  return accepted({ type: 'voice_joined', voiceId })
}

const isRestricted = ({ category }: RequestState) => restrictedCategories.includes(category ?? '')

/** Two requests about one thing become one; every voice goes along and is told and asked there. */
export function decideMerge(
  from: RequestState,
  into: RequestState,
): { ok: true; from: Decision & { ok: true }; into: Decision & { ok: true } } | (Decision & { ok: false }) {
  const no = (refusal: Parameters<typeof refused>[0]) => refused(refusal) as Decision & { ok: false }
  if (from.id === into.id) return no('merge_with_itself')
  if (!isOpen(from.status) || !isOpen(into.status) || from.communityId !== into.communityId) return no('not_open')
  if (from.status === 'resolved') return no('wrong_status')
  // A complaint merged into what the one complained about handles or follows would reach that very one.
  if (from.about && !isSameAbout(from.about, into.about)) return no('complained_about')
  if (isRestricted(from) && !isRestricted(into)) return no('merge_restricted')
  // Nobody is brought down, or given more time, by being joined to another: the other way round is right.
  if (from.level > into.level || isStricter(from.clockClass, into.clockClass)) return no('merge_other_way')
  return {
    ok: true,
    from: { ok: true, events: [{ type: 'merged', into: into.id }] },
    into: { ok: true, events: [{ type: 'joined_by_merge', from: from.id, voices: from.voices }] },
  }
}
