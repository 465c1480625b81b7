import { z } from 'zod'
import { route } from '../../platform/route.ts'
import * as model from './model.ts'

/** The JSON contract of this capability. */
export const routes = {
  list: route({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'Who did what, from where and with what result: ids and codes, newest first.',
    action: 'audit.read',
    query: model.auditQuery,
    answer: z.object({ items: z.array(model.auditLine), next: z.string().nullable() }),
  }),
  choices: route({
    method: 'GET',
    path: '/api/v1/audit/choices',
    summary: 'The communities and the staff by which the log can be searched.',
    action: 'audit.read',
    answer: model.auditChoices,
  }),
  export: route({
    method: 'GET',
    path: '/api/v1/audit/export',
    summary: 'The lines of a search as CSV, newest first, 100,000 at most. This is written into the log itself.',
    action: 'audit.read',
    query: model.auditFilter,
    carries: 'download',
    isAudited: true,
    rateLimit: 10,
    answer: z.unknown(),
  }),
}
