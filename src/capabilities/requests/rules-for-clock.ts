import { Temporal } from 'temporal-polyfill'
import { acceptDeadline, missedFinish, nextMoment, restartClocks, supervisionDeadline } from './deadlines.ts'
import { accepted, type Circumstances, type ClockCommand, type Decision, refused } from './decision.ts'
import type { Deadline, RequestEvent, RequestState } from './events.ts'
import { nextAbove } from './ladder.ts'
import type { Handler } from './model.ts'

/**
 * What the clock does: remind at half, tell the next level at four fifths, and at the end hand over to the next level.
 * A tick that comes early or twice does nothing; one that comes late does only what is still true.
 */
export function decideForClock(state: RequestState, command: ClockCommand, c: Circumstances): Decision {
  const { deadline, handler } = state
  if (!deadline || !handler) return accepted()
  if (command.type === 'vacate') return vacate(state, handler, c)
  if (Temporal.Instant.compare(nextMoment(deadline), c.now) > 0) return accepted()
  if (Temporal.Instant.compare(deadline.dueAt, c.now) > 0) return mark(state, deadline, handler, c)
  switch (deadline.kind) {
    case 'answer':
      return accepted({ type: 'answer_timeout', ...restartClocks(state, c.now, c) })
    case 'review':
      return accepted({ type: 'review_due', ...restartClocks(state, c.now, c) })
    case 'confirmation':
      return accepted({ type: 'closed_unconfirmed' })
    case 'accept':
    case 'act':
    case 'finish':
      return missed(state, deadline, handler, c)
    case 'supervision':
      return superviseByClock(state, handler, c)
  }
}

function mark(state: RequestState, deadline: Deadline, handler: Handler, c: Circumstances): Decision {
  const most = deadline.mostAt && Temporal.Instant.compare(deadline.mostAt, c.now) <= 0
  if (!most) return accepted({ type: 'reminded', deadline: { ...deadline, marked: 50 } })
  const next = nextAbove(c.ladder, handler, state.about)
  return accepted({ type: 'warned', next: next?.handler ?? null, deadline: { ...deadline, marked: 80 } })
}

/** A missed clock: the next level becomes the handler. It hands over and finds nobody at fault. */
function missed(state: RequestState, deadline: Deadline, handler: Handler, c: Circumstances): Decision {
  const found = nextAbove(c.ladder, handler, state.about)
  if (!found) {
    // The top of the ladder: its named duty roster is told each working day until somebody acts.
    return accepted({ type: 'supervised', by: 'clock', text: '', deadline: supervisionDeadline(c.now, c) })
  }
  return accepted({
    type: 'raised',
    reason: 'clock',
    from: handler,
    to: found.handler,
    passed: found.passed,
    text: '',
    // A finish that passed while nobody had accepted is missed as much as one that somebody worked on.
    missed: state.finishMissedAt === null && missedFinish(state, c.now) !== null ? 'finish' : deadline.kind,
    deadline: acceptDeadline(state.clockClass, c.now, c, state.promised.finishAt),
  })
}

function superviseByClock(state: RequestState, handler: Handler, c: Circumstances): Decision {
  const found = nextAbove(c.ladder, handler, state.about)
  const supervised: RequestEvent = {
    type: 'supervised',
    by: 'clock',
    text: '',
    deadline: found ? undefined : supervisionDeadline(c.now, c),
  }
  if (!found) return accepted(supervised)
  return accepted(supervised, {
    type: 'raised',
    reason: 'clock',
    from: handler,
    to: found.handler,
    passed: found.passed,
    text: '',
    missed: 'supervision',
    deadline: acceptDeadline(state.clockClass, c.now, c, state.promised.finishAt),
  })
}

/** A post fell vacant: its open requests go up at once (unit → building → grid → community desk). */
function vacate(state: RequestState, handler: Handler, c: Circumstances): Decision {
  const found = nextAbove(c.ladder, handler, state.about)
  if (!found) return refused('top_of_ladder')
  // A pause and a confirmation run on as they are; only the one who answers for the matter changes.
  const paused = state.status !== 'reported' && state.status !== 'accepted'
  return accepted({
    type: 'raised',
    reason: 'vacant',
    from: handler,
    to: found.handler,
    passed: found.passed,
    text: '',
    missed: null,
    deadline:
      paused && state.deadline ? state.deadline : acceptDeadline(state.clockClass, c.now, c, state.promised.finishAt),
  })
}
