import type { FastifyInstance } from 'fastify'
import type { createImplement } from '../../platform/http/implement.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import type { PersonId } from '../../platform/ids.ts'
import { mostExceptions } from './model.ts'
import { routes } from './routes.ts'
import { editableYears } from './rules.ts'
import type { Calendar } from './service.ts'

/** The calendar as JSON: read by all who work by it, written a year at a time. */
export function calendarApi<A extends { readonly personId: PersonId }>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: {
    calendar: Calendar
    today: () => string
    /** Whether a reader may edit too: only they are told who did. */
    mayEdit: (actor: A) => boolean
  },
): void {
  const { calendar, today, mayEdit } = deps
  implement(server, routes.year, ({ actor, query }) => calendar.year(query.year, mayEdit(actor)))
  implement(server, routes.changeYear, async ({ actor, params, body, visitor }) => {
    const outcome = await calendar.change(actor.personId, params.year, body.days)
    if (outcome.ok) return outcome.year
    const values = { ...editableYears(today()), most: mostExceptions }
    throw new HttpProblem('invalid', {
      fields: outcome.faults.map(({ field, code }) => ({
        field,
        message: visitor.text(`calendar.fault.${code}`, values),
      })),
    })
  })
}
