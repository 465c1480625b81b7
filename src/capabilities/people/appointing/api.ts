import type { FastifyInstance } from 'fastify'
import type { createImplement } from '../../../platform/http/implement.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import type { Text } from '../../../platform/i18n/text.ts'
import { routes } from '../routes.ts'
import type { SignedIn } from '../sign-in.ts'
import type { Appointing, Outcome } from './service.ts'
import type { StaffLists } from './staff-list.ts'

/** The staff list and what is done from it, as JSON. */
export function staffApi(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<SignedIn>>,
  deps: { lists: StaffLists; appointing: Appointing },
): void {
  const { lists, appointing } = deps

  implement(server, routes.staffPlaces, async ({ actor }) => ({
    items: (await lists.places(actor)).map(({ spot: _, ...place }) => place),
  }))
  implement(server, routes.staff, async ({ actor, query }) => {
    const found = await lists.list(actor, query.at)
    if (!found) throw new HttpProblem('not_found')
    return found
  })
  implement(server, routes.appoint, async ({ actor, body, visitor }) => {
    const { personId, link } = orProblem(await appointing.appoint(actor, body), visitor.text)
    return { personId, link }
  })
  implement(server, routes.endAppointment, async ({ actor, params, body, visitor }) => {
    orProblem(await appointing.end(actor, params.id, body), visitor.text)
    return {}
  })
  implement(server, routes.invite, async ({ actor, params, body, visitor }) => {
    const { link } = orProblem(await appointing.renew(actor, params.id, body), visitor.text)
    return { link }
  })
  implement(server, routes.addUtility, async ({ actor, body, visitor }) => {
    const { deskId } = orProblem(await appointing.addUtility(actor, body), visitor.text)
    return { deskId }
  })
}

/** @throws HttpProblem when it was refused, with words for the reader */
function orProblem<T>(outcome: Outcome<T>, text: Text): { readonly ok: true } & T {
  if (outcome.ok) return outcome
  const { refusal } = outcome
  if (refusal === 'not_found') throw new HttpProblem('not_found')
  if (refusal === 'id_taken') throw new HttpProblem('conflict')
  const detail = text(`people.refusal.${refusal}`)
  if (refusal === 'not_yours') throw new HttpProblem('forbidden', { refusal, detail })
  throw new HttpProblem('refused', {
    refusal,
    detail,
    // Two of them are mended at a field.
    ...(refusal === 'account_taken' && { fields: [{ field: 'account', message: detail }] }),
    ...(refusal === 'desk_missing' && { fields: [{ field: 'deskId', message: detail }] }),
  })
}
