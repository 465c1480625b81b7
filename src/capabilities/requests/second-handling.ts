import { acceptDeadline, promisedAt } from './deadlines.ts'
import { accepted, type Circumstances, type Decision, refused } from './decision.ts'
import type { RequestEvent, RequestState } from './events.ts'
import { type Found, firstAt, firstFor, isGoneAround, type Ladder, nextAbove, sameHandler } from './ladder.ts'
import type { Level } from './model.ts'

/**
 * Not solved after all: the matter goes back for a second handling, at least at the level that solved it, and one
 * level higher from the second time on (Jinan hotline regulation art. 27).
 * @param because what the neighbour said: a dispute, or nothing when a closed matter is reopened with a text of its own
 */
export function secondHandling(
  state: RequestState,
  because: Extract<RequestEvent, { type: 'disputed' }> | null,
  c: Circumstances,
  text = because?.text ?? '',
): Decision {
  const level = state.solvedLevel ?? state.level
  const before =
    firstAt(c.ladder, level, state.about) ?? besideAt(c.ladder, level, state) ?? firstFor(c.ladder, level, state.about)
  const found = (state.reopenings > 0 && before && nextAbove(c.ladder, before.handler, state.about)) || before
  if (!found) return refused('nowhere_to_go')
  const reopened: RequestEvent = {
    type: 'reopened',
    text,
    handler: found.handler,
    passed: found.passed,
    deadline: acceptDeadline(state.clockClass, c.now, c),
    promised: promisedAt(state.clockClass, c.now, c),
  }
  return because ? accepted(because, reopened) : accepted(reopened)
}

/** A desk beside the way takes back what it solved when nobody on the way stands so high. */
function besideAt(ladder: Ladder, level: Level, { handler, about }: RequestState): Found | null {
  const there = ladder.filter((rung) => rung.handler.level >= level && !isGoneAround(about, rung))
  const rung = there.find((one) => handler && sameHandler(one.handler, handler)) ?? there[0]
  return rung ? { handler: rung.handler, passed: [] } : null
}
