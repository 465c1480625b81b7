import type { FastifyRequest } from 'fastify'
import { type About, Deed } from '../audit/deed.ts'
import { DatabaseAway, isContention } from '../database/database.ts'
import type { House } from '../house.ts'
import type { CommunityId, PersonId } from '../ids.ts'
import type { Route } from '../route.ts'
import { HttpProblem } from './problems.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** A year, or the code of a division: two to nine digits, or twelve. A phone has neither. */
const number = /^(\d{2,9}|\d{12})$/

/** The stable code of a route in the audit log: `/api/v1/staff/{id}/end` is `staff.end.post`. */
export function deedName(route: Pick<Route, 'method' | 'path'>, act = route.method.toLowerCase()): string {
  const steps = route.path.split('/').slice(3)
  return [...steps.filter((step) => !step.startsWith('{')), act].join('.')
}

/** What is done by a call, or null where the audit log tells nothing of it: reading is not told but where the route says so. */
export function deedOf(
  route: Route,
  request: FastifyRequest,
  who: { readonly personId: PersonId; readonly communities: readonly CommunityId[] } | null,
): Deed | null {
  if (route.method === 'GET' && !route.isAudited) return null
  // Only what a model has parsed: then every name is one of the API's.
  const body = objectOf(route.body && request.body)
  const act = route.act === undefined ? undefined : body[route.act]
  const about: Record<string, string> = {
    ...idsAmong(objectOf(route.query && request.query)),
    ...idsAmong(body),
    ...idsAmong(objectOf(route.params && request.params), true),
    ...(typeof body.at === 'string' && number.test(body.at) && { at: body.at }),
  }
  const deed = new Deed({
    what: deedName(route, typeof act === 'string' ? act : undefined),
    personId: who?.personId ?? null,
    about,
    address: request.ip,
  })
  // Only where they have anything to do: nobody writes into the log of a community that is none of theirs.
  const community = who?.communities.find((id) => id === about.community)
  if (community) deed.standsIn(community)
  return deed
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** What stands in a call by its id. Names, phones and words have none and are left out, whatever they are called. */
function idsAmong(given: Readonly<Record<string, unknown>>, withNumbers = false): About {
  const found = Object.entries(given).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'string')
      return Object.entries(objectOf(value)).flatMap(([inner, id]) =>
        typeof id === 'string' && uuid.test(id) ? [[`${name}.${inner}`, id]] : [],
      )
    return uuid.test(value) || (withNumbers && number.test(value)) ? [[name, value]] : []
  })
  return Object.fromEntries(found)
}

/**
 * Runs the handler of a call as a deed. What it writes leaves its line with the writing (`Database.during`); a refusal or
 * a failure leaves one of their own, before anything is answered.
 */
export async function asDeed<T>(
  house: Pick<House, 'database' | 'log'>,
  deed: Deed | null,
  call: {
    /** Its answer shows what is audited, and is written down when it leaves. */
    readonly isShown: boolean
    /** Takes back what the answer would have handed over, such as the cookie of a session. */
    readonly takeBack: () => void
  },
  steps: () => Promise<T>,
): Promise<T> {
  if (!deed) return await steps()
  const { database, log } = house
  let result: T
  try {
    result = await database.during(deed, steps)
  } catch (error) {
    if (!deed.isOfSomebody) throw error
    const [result, reason] = endOf(error)
    // Nothing was done, so nothing is undone when this cannot be written, and the first cause is the one to tell.
    await database.record(deed, result, reason).catch((failure: unknown) => {
      log.error({ error: failure, deed: deed.what }, 'a refusal could not be written into the audit log')
    })
    throw error
  }
  if (deed.isOfSomebody && deed.lines === 0 && !call.isShown) {
    try {
      await database.record(deed, deed.isOutside || deed.account !== null ? 'done' : 'unchanged', null)
    } catch (error) {
      call.takeBack()
      throw error
    }
  }
  return result
}

function endOf(error: unknown): ['refused' | 'failed', string] {
  if (error instanceof HttpProblem) {
    const { refusal } = error.more
    return ['refused', refusal && /^[a-z0-9_.-]{1,60}$/.test(refusal) ? refusal : error.kind]
  }
  if (error instanceof DatabaseAway) return ['failed', 'away']
  return ['failed', isContention(error) ? 'busy' : 'broken']
}
