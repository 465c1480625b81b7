import type { Announcement, Tell, Told } from '../../platform/notify/announcement.ts'
import type { RequestEvent, RequestState } from './events.ts'
import type { About, Handler } from './model.ts'

const toHandler = (handler: Handler): Told =>
  handler.kind === 'lead' ? { kind: 'person', personId: handler.personId } : { kind: 'desk', deskId: handler.deskId }

const aroundOf = (about: About): NonNullable<Tell['around']> =>
  about.kind === 'lead' ? { kind: 'person', personId: about.personId } : about

/** What an event made of a request; nothing was there before it was reported. */
interface Change {
  readonly before: RequestState | null
  readonly after: RequestState
}

/**
 * Who is told of an event, by which words. Reads like the rules in domain.md: the handler hears of what is theirs, the
 * next level at four fifths, and the neighbours of everything that changes when their matter is solved.
 */
export function tellsOf(
  event: RequestEvent,
  { before, after }: Change,
  about: { title: string; place: string; number: string },
): Tell[] {
  const urgent = after.clockClass === 'E' || after.clockClass === 'U'
  const tell = (to: Told, message: string): Tell => ({
    to,
    message: `requests.tell.${message}`,
    values: { ...about },
    ...(after.about && to.kind !== 'voices' && { around: aroundOf(after.about) }),
    link:
      to.kind === 'person' ? `/lead/requests/${after.id}` : to.kind === 'desk' ? `/desk/requests/${after.id}` : null,
    urgent,
  })
  const voices: Told = { kind: 'voices' }
  const present = after.handler ? [toHandler(after.handler)] : []
  // An end takes the handler away: whoever had it is told that there is nothing more to do.
  const last = before?.handler ? [toHandler(before.handler)] : []
  switch (event.type) {
    case 'reported':
      return [
        tell(toHandler(event.handler), 'new'),
        // Who sent it was told that somebody looks first: now it goes on.
        ...(event.releasedBy === 'staff' ? [tell(voices, 'released')] : []),
        // Class E: everybody near is told at once, whoever handles it.
        ...(after.clockClass === 'E' ? event.followers.map((follower) => tell(toHandler(follower), 'near')) : []),
      ]
    case 'accepted':
      return [tell(voices, 'accepted')]
    case 'noted':
      return event.public ? [tell(voices, 'noted')] : []
    case 'told':
    case 'voice_joined':
      return present.map((handler) => tell(handler, event.type === 'told' ? 'told' : 'joined'))
    case 'asked':
    case 'planned':
    case 'extended':
    case 'shelved':
    case 'resolved':
      return [tell(voices, event.type)]
    case 'declined':
    case 'redirected':
      return [tell(voices, event.type), ...last.map((handler) => tell(handler, `${event.type}_from`))]
    case 'merged':
      return last.map((handler) => tell(handler, 'merged_from'))
    case 'joined_by_merge':
      // Those who came along are told here, where they are asked from now on.
      return [tell({ kind: 'voices', only: event.voices.map((voice) => voice.id) }, 'merged')]
    case 'answer_timeout':
    case 'review_due':
      return present.map((handler) => tell(handler, event.type))
    case 'withdrawn':
      return last.map((handler) => tell(handler, event.type))
    case 'reopened':
      return [tell(toHandler(event.handler), 'reopened'), tell(voices, 'reopened_yours')]
    case 'confirmed':
    case 'called_back':
      return after.solvedBy ? [tell({ kind: 'person', personId: after.solvedBy }, 'confirmed')] : []
    case 'raised':
      return [
        tell(toHandler(event.to), 'raised'),
        tell(toHandler(event.from), 'raised_from'),
        ...(event.reason === 'vacant' ? [] : [tell(voices, 'raised_yours')]),
      ]
    case 'handed_over':
    case 'assigned':
    case 'returned':
      return [tell(toHandler(event.to), event.type)]
    case 'offered':
      return [tell(toHandler(event.to), 'offered')]
    case 'offer_refused':
      return present.map((handler) => tell(handler, 'offer_refused'))
    case 'reminded':
      return present.map((handler) => tell(handler, 'reminded'))
    case 'warned':
      return [
        ...present.map((handler) => tell(handler, 'reminded')),
        ...(event.next ? [tell(toHandler(event.next), 'warned')] : []),
      ]
    case 'supervised':
      return present.map((handler) => tell(handler, 'supervised'))
    default:
      return []
  }
}

/** The announcement of one event, or null when nobody is told. */
export function announcementOf(
  event: RequestEvent,
  change: Change,
  about: { title: string; place: string; number: string },
): Announcement | null {
  const tell = tellsOf(event, change, about)
  const { after } = change
  return tell.length === 0
    ? null
    : { subjectId: after.id, sequence: after.sequence, kind: `requests.${event.type}`, tell }
}
