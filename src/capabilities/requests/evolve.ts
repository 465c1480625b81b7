import type { Temporal } from 'temporal-polyfill'
import { missedFinish } from './deadlines.ts'
import type { RequestEvent, RequestState, Voice, VoiceState } from './events.ts'
import { sameHandler } from './ladder.ts'
import type { Handler } from './model.ts'

type Instant = Temporal.Instant

/** What is known of a request before its first event. */
export type Birth = Pick<RequestState, 'id' | 'communityId' | 'placeId' | 'kind' | 'clockClass' | 'about'> & {
  readonly voice: Voice
}

/** The state that the first event, `reported`, makes. */
export function bear(birth: Birth, event: Extract<RequestEvent, { type: 'reported' }>, at: Instant): RequestState {
  const { voice, ...facts } = birth
  return {
    ...facts,
    status: 'reported',
    category: event.category,
    level: event.handler.level,
    handler: event.handler,
    handlerSince: event.releasedAt ?? at,
    followers: event.followers,
    offer: null,
    deadline: event.deadline,
    promised: event.promised,
    left: null,
    pausedFrom: null,
    unanswered: false,
    acted: false,
    finishMissedAt: null,
    voices: [voice],
    solvedLevel: null,
    solvedBy: null,
    returns: 0,
    choiceStands: false,
    raises: 0,
    reopenings: 0,
    extended: false,
    supervised: false,
    mergedInto: null,
    reportedAt: at,
    acceptedAt: null,
    actedAt: null,
    resolvedAt: null,
    closedAt: null,
    closing: null,
    score: null,
    sequence: 1,
  }
}

/** (state, event) → state. Pure: an event says all that is needed. `reported` is not one of them, see `bear`. */
export function evolve(state: RequestState, event: RequestEvent, at: Instant): RequestState {
  return { ...state, ...change(state, event, at), sequence: state.sequence + 1 }
}

type Change = Partial<RequestState>

function change(state: RequestState, event: RequestEvent, at: Instant): Change {
  switch (event.type) {
    case 'reported':
      throw new Error('a request is reported once')
    case 'voice_joined':
      return { voices: [...state.voices, { id: event.voiceId, state: 'waiting' }] }
    case 'voice_left':
      return { voices: voiced(state, event.voiceId, 'withdrawn') }
    case 'accepted':
      return { status: 'accepted', acceptedAt: state.acceptedAt ?? at, offer: null, deadline: event.deadline }
    case 'acted':
      return { acted: true, actedAt: state.actedAt ?? at, deadline: event.deadline }
    case 'noted':
      return {}
    case 'told':
      return { unanswered: false }
    case 'offer_refused':
      return { offer: null }
    case 'asked':
      return {
        status: 'needs_info',
        pausedFrom: event.from,
        left: event.left,
        deadline: event.deadline,
        unanswered: true,
      }
    case 'shelved':
      return { status: 'shelved', pausedFrom: event.from, left: event.left, deadline: event.deadline }
    case 'answered':
    case 'answer_timeout':
    case 'resumed':
    case 'review_due':
      return {
        status: state.pausedFrom ?? 'accepted',
        pausedFrom: null,
        left: null,
        deadline: event.deadline,
        promised: event.promised,
      }
    case 'planned':
      return { acted: true, actedAt: state.actedAt ?? at, deadline: event.deadline, promised: event.promised }
    case 'extended':
      return { extended: true, deadline: event.deadline, promised: event.promised }
    case 'resolved':
      return {
        status: 'resolved',
        resolvedAt: at,
        solvedLevel: event.level,
        solvedBy: event.personId,
        offer: null,
        deadline: event.deadline,
      }
    case 'confirmed':
      return ended(state, 'closed', at, {
        closing: 'confirmed',
        score: event.score ?? state.score,
        voices: voiced(state, event.voiceId, 'confirmed'),
      })
    case 'called_back':
      return ended(state, 'closed', at, {
        closing: 'called_back',
        score: event.score ?? state.score,
        voices: voiced(state, event.voiceId, 'confirmed'),
      })
    case 'rated':
      return {
        closing: state.closing === 'unconfirmed' ? 'confirmed' : state.closing,
        score: event.score ?? state.score,
        voices: voiced(state, event.voiceId, 'confirmed'),
      }
    case 'disputed':
      return { score: event.score ?? state.score, voices: voiced(state, event.voiceId, 'disputed') }
    case 'closed_unconfirmed':
      return ended(state, 'closed', at, { closing: 'unconfirmed' })
    case 'reopened':
      return {
        ...moved(state, event.handler, at),
        status: 'reported',
        deadline: event.deadline,
        promised: event.promised,
        acted: false,
        finishMissedAt: null,
        choiceStands: false,
        unanswered: false,
        extended: false,
        reopenings: state.reopenings + 1,
        resolvedAt: null,
        closedAt: null,
        closing: null,
        voices: state.voices.map((voice) => (voice.state === 'withdrawn' ? voice : { ...voice, state: 'waiting' })),
      }
    case 'raised':
      return {
        ...moved(state, event.to, at),
        // In a vacant post there is nobody who could go on following.
        ...(event.reason === 'vacant' && {
          followers: state.followers.filter((one) => !sameHandler(one, event.from) && !sameHandler(one, event.to)),
        }),
        raises: state.raises + 1,
        deadline: event.deadline,
        finishMissedAt: event.missed === 'finish' ? missedFinish(state, at) : state.finishMissedAt,
      }
    case 'handed_over':
    case 'offer_accepted':
      return { ...moved(state, event.to, at), deadline: event.deadline }
    case 'assigned':
      return {
        ...moved(state, event.to, at),
        deadline: event.deadline,
        choiceStands: event.final || state.choiceStands,
      }
    case 'returned':
      return {
        ...moved(state, event.to, at),
        returns: state.returns + 1,
        deadline: event.deadline,
        choiceStands: event.final || state.choiceStands,
      }
    case 'offered':
      return { offer: event.to }
    case 'reminded':
    case 'warned':
      return { deadline: event.deadline }
    case 'supervised':
      return {
        supervised: true,
        ...(event.by === 'clock' && { finishMissedAt: missedFinish(state, at) }),
        ...(event.deadline && { deadline: event.deadline }),
      }
    case 'reclassified':
      return { category: event.category }
    case 'declined':
      return ended(state, 'declined', at)
    case 'redirected':
      return ended(state, 'redirected', at)
    case 'withdrawn':
      return ended(state, 'withdrawn', at)
    case 'merged':
      // The voices go with it; they are counted where they are told and asked from now on.
      return ended(state, 'merged', at, { mergedInto: event.into, voices: [] })
    case 'joined_by_merge':
      return { voices: [...state.voices, ...event.voices] }
  }
}

/** A new handler: the one before stays on as a follower, and an offer made by the one before falls. */
function moved(state: RequestState, to: Handler, at: Instant): Change {
  const from = state.handler
  const followers = state.followers.filter((follower) => !sameHandler(follower, to))
  const stays = from && !sameHandler(from, to) && !followers.some((follower) => sameHandler(follower, from))
  return {
    // Whoever it comes to has not accepted it yet, also when it is paused just now.
    status: state.status === 'accepted' ? 'reported' : state.status,
    pausedFrom: state.pausedFrom && 'reported',
    // What was left was the time of the one before: a new handler has their own to accept.
    left: state.left && { act: state.left.act, finish: state.left.finish, accept: null },
    handler: to,
    handlerSince: at,
    level: to.level,
    followers: stays ? [...followers, from] : followers,
    offer: null,
  }
}

/** An end: nobody answers for it any more, and no clock runs. */
function ended(state: RequestState, status: RequestState['status'], at: Instant, more: Change = {}): Change {
  return {
    status,
    handler: null,
    offer: null,
    deadline: null,
    left: null,
    pausedFrom: null,
    closedAt: state.closedAt ?? at,
    ...more,
  }
}

function voiced(state: RequestState, id: string, next: VoiceState): readonly Voice[] {
  return state.voices.map((voice) => (voice.id === id ? { ...voice, state: next } : voice))
}
