import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Host } from '../../../platform/http/page-kit.ts'
import { CallButton, Card, Field, LinkButton } from '../../../platform/pages/index.ts'
import type { Community } from '../../places/index.ts'
import type { RequestPageDeps } from './deps.ts'

/** Who stands behind a community's pages. */
export const hostOf = (community: Community): Host => ({
  sponsor: community.sponsor,
  filingNumber: community.filingNumber,
  phone: community.phone,
})

export type Unavailable = 'plaque.unknown' | 'plaque.closed' | 'token.unknown' | 'token.expired'

/** A page for what is not there: why, what to do now, and whom to call. */
export function sendUnavailable(
  deps: RequestPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  why: Unavailable,
  community: Community | null,
): FastifyReply {
  const { text } = deps.kit.visitor(request)
  const gone = why === 'plaque.closed' || why === 'token.expired'
  return deps.kit.send(request, reply, {
    title: text(`requests.page.${why}`),
    header: {
      mark: { lit: 0, frame: 'unlit' },
      title: text(`requests.page.${why}`),
      subtitle: community?.name,
    },
    host: community && hostOf(community),
    status: gone ? 410 : 404,
    children: (
      <>
        <Card>
          <p safe>{text(`requests.page.${why}.words`)}</p>
          {community !== null && (
            <CallButton
              phone={community.phone}
              word={text('requests.page.call', { name: community.name })}
              look="primary"
            />
          )}
          {(why === 'token.expired' || why === 'token.unknown') && (
            <LinkButton href="/me" icon="phone" word={text('requests.page.token.expired.me')} />
          )}
          {why !== 'plaque.unknown' && <LinkButton href="/" icon="house" word={text('requests.page.token.home')} />}
        </Card>
        {why === 'plaque.unknown' && (
          <Card>
            <form method="get" action="/">
              <Field name="code" label={text('requests.page.plaque.code')} autocomplete="off" maxLength={12} />
              <button class="button plain" type="submit">
                <span safe>{text('requests.page.plaque.open')}</span>
              </button>
            </form>
          </Card>
        )}
      </>
    ),
  })
}
