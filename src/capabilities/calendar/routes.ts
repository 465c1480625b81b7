import { z } from 'zod'
import { route } from '../../platform/route.ts'
import * as model from './model.ts'

const year = z.coerce.number().int().min(1).max(9999)

/** The JSON contract of the working-day calendar. */
export const routes = {
  year: route({
    method: 'GET',
    path: '/api/v1/calendar',
    summary: 'The days of a year that differ from Monday-to-Friday, and how far the calendar reaches.',
    action: 'calendar.read',
    query: z.object({ year: year.optional().describe('this year when left out') }),
    answer: model.calendarYear,
  }),
  changeYear: route({
    method: 'PUT',
    path: '/api/v1/calendar/{year}',
    summary: 'Replace the whole list of a year; an empty list says that it is not arranged.',
    action: 'calendar.edit',
    params: z.object({ year }),
    // How many are too many is said by the rules, in words of days.
    body: z.object({ days: z.array(model.calendarDay).max(1_000) }),
    answer: model.calendarYear,
  }),
}
