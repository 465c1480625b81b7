import { Temporal } from 'temporal-polyfill'
import { dueAt } from '../../platform/clock/limits.ts'
import { extensibleClasses, returnLimit, shelving } from './clock-profile.ts'
import {
  acceptDeadline,
  answerDeadline,
  confirmationDeadline,
  deadlineAfter,
  endOfBusiness,
  restartClocks,
  reviewDeadline,
  stopClocks,
  workingDeadline,
} from './deadlines.ts'
import { accepted, type Circumstances, type Decision, refused } from './decision.ts'
import type { Author, Deadline, RequestState } from './events.ts'
import { isGoneAround, nextAbove, sameHandler } from './ladder.ts'
import { type Command, type Handler, isOpen } from './model.ts'
import { secondHandling } from './second-handling.ts'

type Staff = Extract<Author, { kind: 'staff' }>
type Of<T extends Command['type']> = Extract<Command, { type: T }>

/** Whether this person does the work of this handler. */
export function actsFor(author: Staff, handler: Handler | null): boolean {
  if (handler === null) return false
  return handler.kind === 'lead' ? handler.personId === author.personId : author.deskIds.includes(handler.deskId)
}

/** The one complained about does nothing to the matter, and neither does anybody of a desk complained about. */
function isAboutAuthor(about: RequestState['about'], author: Staff): boolean {
  if (about === null) return false
  return about.kind === 'lead' ? about.personId === author.personId : author.deskIds.includes(about.deskId)
}

/** What stands higher is not ended from below: only by its handler, or from its own level up. */
function mayEnd(state: RequestState, author: Staff): boolean {
  return actsFor(author, state.handler) || author.level >= state.level
}

function isOnLadder(c: Circumstances, handler: Handler): boolean {
  return c.ladder.some((rung) => sameHandler(rung.handler, handler))
}

/** Commands of leads and desks. Who holds which permission is the service's matter; what may follow what is ours. */
export function decideForStaff(state: RequestState, command: Command, author: Staff, c: Circumstances): Decision {
  if (isAboutAuthor(state.about, author)) return refused('complained_about')
  if (command.type === 'note') return accepted({ type: 'noted', text: command.text, public: command.public })
  if (!isOpen(state.status)) return refused('not_open')
  switch (command.type) {
    case 'accept':
      return acceptIt(state, author, c)
    case 'act':
      if (!actsFor(author, state.handler)) return refused('not_handler')
      if (state.status !== 'accepted') return refused('wrong_status')
      return accepted({
        type: 'acted',
        text: command.text,
        deadline: deadlineAfter(state.deadline, { ...state, acted: true }, c.now, c),
      })
    case 'ask':
    case 'shelve':
    case 'resume':
      return pauseOrResume(state, command, author, c)
    case 'plan':
    case 'extend':
      return promiseAnew(state, command, author, c)
    case 'resolve':
      return resolve(state, command, author, c)
    case 'raise':
      return raiseByHand(state, command, author, c)
    case 'hand_over':
    case 'assign':
    case 'return':
      return giveTo(state, command, author, c)
    case 'accept_offer':
      if (!state.offer) return refused('no_offer')
      if (!actsFor(author, state.offer) || !state.handler) return refused('not_handler')
      if (state.status !== 'reported' && state.status !== 'accepted') return refused('wrong_status')
      // Their post may have fallen vacant since it was offered.
      if (!isOnLadder(c, state.offer)) return refused('not_on_ladder')
      return accepted(
        {
          type: 'offer_accepted',
          from: state.handler,
          to: state.offer,
          deadline: acceptDeadline(state.clockClass, c.now, c, state.promised.finishAt),
        },
        // Taking what was offered is accepting it: asking the same person twice would be ceremony.
        { type: 'accepted', deadline: workingDeadline(state, c.now, c) },
      )
    case 'refuse_offer':
      if (!state.offer) return refused('no_offer')
      if (!actsFor(author, state.offer)) return refused('not_handler')
      return accepted({ type: 'offer_refused', to: state.offer, text: command.text })
    case 'supervise':
      return accepted({ type: 'supervised', by: 'hand', text: command.text, deadline: undefined })
    case 'reclassify':
      return accepted({ type: 'reclassified', category: command.category })
    case 'decline':
      if (state.status === 'resolved') return refused('wrong_status')
      if (!mayEnd(state, author)) return refused('level_too_low')
      return accepted({ type: 'declined', reason: command.reason, text: command.text, route: command.route })
    case 'redirect':
      if (state.status === 'resolved') return refused('wrong_status')
      if (!mayEnd(state, author)) return refused('level_too_low')
      return accepted({ type: 'redirected', text: command.text })
    case 'call_back':
      return callBack(state, command, author, c)
    case 'merge':
      // Two requests are at stake: the service asks `decideMerge`, never this.
      return command.into === state.id ? refused('merge_with_itself') : refused('wrong_status')
  }
}

function acceptIt(state: RequestState, author: Staff, c: Circumstances): Decision {
  if (!actsFor(author, state.handler)) return refused('not_handler')
  if (state.status !== 'reported') return refused('wrong_status')
  return accepted({ type: 'accepted', deadline: deadlineAfter(state.deadline, state, c.now, c) })
}

function pauseOrResume(
  state: RequestState,
  command: Of<'ask'> | Of<'shelve'> | Of<'resume'>,
  author: Staff,
  c: Circumstances,
): Decision {
  if (!actsFor(author, state.handler)) return refused('not_handler')
  if (command.type === 'resume') {
    if (state.status !== 'needs_info' && state.status !== 'shelved') return refused('wrong_status')
    return accepted({ type: 'resumed', text: command.text, ...restartClocks(state, c.now, c) })
  }
  if (command.type === 'ask') {
    if (state.status !== 'reported' && state.status !== 'accepted') return refused('wrong_status')
    // Each question is a pause: asked again and again, the clock would never run.
    if (state.unanswered) return refused('asked_already')
    return accepted({
      type: 'asked',
      text: command.text,
      from: state.status,
      left: stopClocks(state, c.now, c),
      deadline: answerDeadline(c.now, c),
    })
  }
  if (state.status !== 'accepted') return refused('wrong_status')
  // That it is beyond anyone's means is more than a volunteer can say.
  if (state.level < shelving.fromLevel) return refused('level_too_low')
  const deadline = reviewDeadline(c.now, command.reviewDay, c)
  if (Temporal.Instant.compare(deadline.dueAt, c.now) <= 0) return refused('day_not_ahead')
  const furthest = c.now.toZonedDateTimeISO(c.calendar.timeZone).toPlainDate().add({ days: shelving.days })
  if (Temporal.PlainDate.compare(Temporal.PlainDate.from(command.reviewDay), furthest) > 0)
    return refused('day_too_far')
  return accepted({
    type: 'shelved',
    text: command.text,
    reviewDay: command.reviewDay,
    from: 'accepted',
    left: stopClocks(state, c.now, c),
    deadline,
  })
}

/** A plan says the finish of a matter that had none; an extension moves it once, and both are told to the neighbour. */
function promiseAnew(
  state: RequestState,
  command: Of<'plan'> | Of<'extend'>,
  author: Staff,
  c: Circumstances,
): Decision {
  if (!actsFor(author, state.handler)) return refused('not_handler')
  if (state.status !== 'accepted') return refused('wrong_status')
  if (command.type === 'plan') {
    if (state.clockClass !== 'PL' || state.promised.finishAt) return refused('plan_not_for_class')
    const finishAt = endOfBusiness(command.dueDay, c)
    if (Temporal.Instant.compare(finishAt, c.now) <= 0) return refused('day_not_ahead')
    const promised = { ...state.promised, finishAt }
    const deadline = deadlineAfter(state.deadline, { ...state, promised, acted: true }, c.now, c)
    return accepted({ type: 'planned', text: command.text, promised, deadline })
  }
  if (!extensibleClasses.includes(state.clockClass)) return refused('extension_not_for_class')
  if (state.extended) return refused('extension_used')
  const { finishAt } = state.promised
  if (!finishAt || Temporal.Instant.compare(finishAt, c.now) <= 0) return refused('wrong_status')
  const moved = dueAt({ kind: 'working_days', days: command.workingDays }, finishAt, c.calendar).at
  const promised = { ...state.promised, finishAt: moved }
  const deadline = deadlineAfter(state.deadline, { ...state, promised }, c.now, c)
  return accepted({ type: 'extended', text: command.text, workingDays: command.workingDays, promised, deadline })
}

function resolve(state: RequestState, command: Of<'resolve'>, author: Staff, c: Circumstances): Decision {
  if (!actsFor(author, state.handler) || !state.handler) return refused('not_handler')
  if (state.status !== 'accepted') return refused('wrong_status')
  return accepted({
    type: 'resolved',
    text: command.text,
    level: state.handler.level,
    personId: author.personId,
    deadline: confirmationDeadline(c.now, c),
  })
}

function raiseByHand(state: RequestState, command: Of<'raise'>, author: Staff, c: Circumstances): Decision {
  if (!state.handler) return refused('not_open')
  // A desk above may raise what a level below it holds; a neighbour lead may not raise another's.
  if (!actsFor(author, state.handler) && author.level <= state.level) return refused('not_handler')
  if (state.status !== 'reported' && state.status !== 'accepted') return refused('wrong_status')
  const found = nextAbove(c.ladder, state.handler, state.about)
  if (!found) return refused('top_of_ladder')
  return accepted({
    type: 'raised',
    reason: 'hand',
    from: state.handler,
    to: found.handler,
    passed: found.passed,
    text: command.text,
    missed: null,
    deadline: acceptDeadline(state.clockClass, c.now, c, state.promised.finishAt),
  })
}

/** Handing over, returning and assigning: sideways and up at once, down only as an offer. */
function giveTo(
  state: RequestState,
  command: Of<'hand_over'> | Of<'assign'> | Of<'return'>,
  author: Staff,
  c: Circumstances,
): Decision {
  const from = state.handler
  if (!from) return refused('not_open')
  if (state.status !== 'reported' && state.status !== 'accepted') return refused('wrong_status')
  if (command.type !== 'assign' && !actsFor(author, from)) return refused('not_handler')
  if (command.type === 'assign' && author.level < from.level) return refused('level_too_low')
  const rung = c.ladder.find((step) => sameHandler(step.handler, command.to))
  if (!rung) return refused('not_on_ladder')
  const to = rung.handler
  if (isGoneAround(state.about, rung)) return refused('complained_about')
  const had = to.level === from.level && state.followers.some((follower) => sameHandler(follower, to))

  if (command.type === 'return') return giveBack(state, from, to, command.text, c)
  if (sameHandler(from, to)) return refused('same_handler')
  if (command.type === 'hand_over' && to.level === from.level) {
    if (state.choiceStands) return refused('choice_stands')
    // Sideways to who had it already is a return by another name; each would begin a new time to accept.
    if (had) return giveBack(state, from, to, command.text, c)
  }
  // To one's own desk nothing is pushed down: the one who takes it has said so.
  const down = to.level < from.level && !actsFor(author, to)
  if (down) return accepted({ type: 'offered', from, to, text: command.text })
  const fresh = acceptDeadline(state.clockClass, c.now, c, state.promised.finishAt)
  // Nor does a desk begin a new time to accept by taking and giving among its equals.
  const goesOn = had && author.level <= from.level && state.deadline?.kind === 'accept'
  const deadline = goesOn ? earlier(state.deadline, fresh) : fresh
  return command.type === 'assign'
    ? accepted({ type: 'assigned', from, to, text: command.text, deadline, final: false })
    : accepted({ type: 'handed_over', from, to, text: command.text, deadline })
}

function earlier(one: Deadline, other: Deadline): Deadline {
  return Temporal.Instant.compare(one.dueAt, other.dueAt) < 0 ? one : other
}

/** A return: within two working days, sideways or up, and the second one to the level above, whose choice stands. */
function giveBack(state: RequestState, from: Handler, to: Handler, text: string, c: Circumstances): Decision {
  if (state.choiceStands) return refused('choice_stands')
  if (Temporal.Instant.compare(c.now, dueAt(returnLimit, state.handlerSince, c.calendar).at) > 0)
    return refused('return_too_late')
  const deadline = acceptDeadline(state.clockClass, c.now, c, state.promised.finishAt)
  if (state.returns >= 1) {
    // The second return goes to the level above, whose choice stands (Weifang hotline regulation art. 22).
    const above = nextAbove(c.ladder, from, state.about)
    if (!above) return refused('top_of_ladder')
    return accepted({ type: 'returned', from, to: above.handler, text, deadline, final: true })
  }
  if (sameHandler(from, to)) return refused('same_handler')
  if (to.level < from.level) return refused('down_needs_acceptance')
  return accepted({ type: 'returned', from, to, text, deadline, final: false })
}

/** The handler never closes its own case: a call-back is somebody else's (separation of handling and checking). */
function callBack(state: RequestState, command: Of<'call_back'>, author: Staff, c: Circumstances): Decision {
  if (state.status !== 'resolved') return refused('wrong_status')
  if (state.solvedBy === author.personId || (state.handler?.kind === 'lead' && actsFor(author, state.handler))) {
    return refused('own_case')
  }
  const voice = state.voices.find((one) => one.id === command.voiceId && one.state !== 'withdrawn')
  if (!voice) return refused('voice_unknown')
  const said = { voiceId: voice.id, score: command.score ?? null, text: command.text }
  if (command.solved) return accepted({ type: 'called_back', ...said })
  return secondHandling(state, { type: 'disputed', ...said, calledBack: true }, c)
}
