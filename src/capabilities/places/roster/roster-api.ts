import type { FastifyInstance } from 'fastify'
import type { createImplement } from '../../../platform/http/implement.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import { sendFile, workbookType } from '../../../platform/http/send-file.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import { routes } from '../routes.ts'
import type { Roster } from './roster-service.ts'

/** A roster is a file of some thousand rows; a larger one than this is something else. */
const maximumBytes = 20 * 1024 * 1024

/** The roster's way in: template, check, progress, apply. */
export function rosterApi<A extends { readonly personId: PersonId }>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: { roster: Roster; mayIn: (actor: A, action: string, communityId: CommunityId) => boolean },
): void {
  const { roster, mayIn } = deps
  const must = (actor: A, communityId: CommunityId) => {
    if (!mayIn(actor, routes.checkRoster.action, communityId)) throw new HttpProblem('not_found')
  }

  implement(server, routes.rosterTemplate, async ({ visitor, reply }) => {
    const bytes = await roster.template(visitor.language)
    return await sendFile(reply, { bytes, contentType: workbookType }, 'silin-roster.xlsx')
  })
  implement(server, routes.checkRoster, async ({ actor, query, request }) => {
    must(actor, query.community)
    const file = await request.file({ limits: { fileSize: maximumBytes, files: 1 } })
    if (!file) throw new HttpProblem('invalid')
    const bytes = await file.toBuffer()
    if (file.file.truncated) throw new HttpProblem('too_large')
    return await roster.check(
      { communityId: query.community, personId: actor.personId },
      file.filename.slice(0, 200),
      bytes,
    )
  })
  implement(server, routes.rosterImport, async ({ actor, params, query }) => {
    must(actor, query.community)
    const found = await roster.find(query.community, params.id)
    if (!found) throw new HttpProblem('not_found')
    return found
  })
  implement(server, routes.applyRoster, async ({ actor, params, query }) => {
    must(actor, query.community)
    const begun = await roster.apply(query.community, params.id)
    if (!begun) throw new HttpProblem('not_found')
    return begun.now
  })
}
