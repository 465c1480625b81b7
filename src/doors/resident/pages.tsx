import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Places } from '../../capabilities/places/index.ts'
import type { Days } from '../../capabilities/privacy/index.ts'
import type { House } from '../../platform/house.ts'
import type { Host, PageKit } from '../../platform/http/page-kit.ts'
import { type ProblemKind, problemStatus } from '../../platform/http/problems.ts'
import type { ErrorPage } from '../../platform/http/server.ts'
import { languageCookie, largeCookie } from '../../platform/http/visitor.ts'
import { type Language, languages } from '../../platform/i18n/text.ts'
import { CallButton, Card, LinkButton } from '../../platform/pages/index.ts'
import { iconPath, iconSvg } from './icon.ts'
import { HomePage } from './inside.tsx'
import { ownPath } from './look-choice.ts'
import { PrivacyPage } from './privacy.tsx'

export interface ResidentDeps {
  readonly house: House
  readonly kit: PageKit
  readonly places: Pick<Places, 'communities'>
  /** How long each kind of record is kept here. */
  retentionDays(): Promise<Days>
  /** The plaque that a demo shows first; null where there is none to show. */
  demoPlaque(): Promise<string | null> | string | null
}

const aYear = 365 * 24 * 60 * 60
const isLanguage = (typed: string | undefined): typed is Language =>
  (languages as readonly (string | undefined)[]).includes(typed)
/** Six signs of Crockford's base 32, typed in any way; the plaque page says whether there is such a plaque. */
const looksLikeCode = /^[0-9A-Za-z]{6}$/

/** The pages of the resident door that belong to no capability. */
export function residentPages(server: FastifyInstance, deps: ResidentDeps): void {
  const { house, kit } = deps

  /** Who stands behind this installation: its first community, until there is more to say. */
  async function standsBehind(): Promise<Host> {
    const [first] = await deps.places.communities()
    return { sponsor: first?.sponsor ?? '', filingNumber: first?.filingNumber ?? null, phone: first?.phone ?? null }
  }

  server.get<{ Querystring: { code?: string } }>('/', async (request, reply) => {
    const { text } = kit.visitor(request)
    const typed = request.query.code
    const code = typed?.normalize('NFKC').replaceAll(/[\s-]/g, '')
    if (code !== undefined && looksLikeCode.test(code)) return reply.redirect(`/p/${code.toUpperCase()}`, 303)
    const wrong = typed !== undefined
    return send(
      request,
      reply,
      { title: text('resident.home.title'), lit: 4, status: wrong ? 422 : 200 },
      <HomePage
        text={text}
        typed={typed ?? ''}
        wrong={wrong}
        demoPlaque={house.demo ? await deps.demoPlaque() : null}
        phone={(await standsBehind()).phone}
      />,
    )
  })

  server.get(iconPath, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml').send(iconSvg()),
  )
  // Asked for by browsers on whatever names no icon, such as a photo opened by itself.
  server.get('/favicon.ico', (_request, reply) => reply.redirect(iconPath, 308))

  server.get('/privacy', async (request, reply) => {
    const { text } = kit.visitor(request)
    const host = await standsBehind()
    const days = await deps.retentionDays()
    return send(
      request,
      reply,
      { title: text('resident.privacy.title') },
      <PrivacyPage text={text} host={host} days={days} />,
    )
  })

  /** The two switches of every page. They are links, so that they work without a script. */
  server.get<{ Querystring: { large?: string; language?: string; back?: string } }>('/look', async (request, reply) => {
    const { large, language, back } = request.query
    const cookie = {
      path: '/',
      maxAge: aYear,
      sameSite: 'lax',
      secure: house.config.publicUrl.startsWith('https:'),
      httpOnly: true,
    } as const
    if (large === '0' || large === '1') reply.setCookie(largeCookie, large, cookie)
    if (isLanguage(language)) reply.setCookie(languageCookie, language, cookie)
    return reply.header('cache-control', 'no-store').redirect(ownPath(back), 303)
  })

  function send(
    request: FastifyRequest,
    reply: FastifyReply,
    page: { title: string; lit?: 0 | 4; status?: number },
    children: JSX.Element,
  ): FastifyReply {
    const { title, lit = 0, status = 200 } = page
    return kit.send(request, reply, {
      title,
      header: { mark: { lit, frame: 'calm' }, title, readAloud: kit.visitor(request).large },
      host: null,
      children,
      status,
    })
  }
}

/** Kinds of problem that have words of their own; the rest say what `broken` says. */
const known: Partial<Record<ProblemKind, string>> = {
  not_found: 'not_found',
  gone: 'not_found',
  forbidden: 'forbidden',
  sign_in: 'forbidden',
  csrf: 'csrf',
  too_large: 'too_large',
  too_many: 'too_many',
  malformed: 'malformed',
  invalid: 'malformed',
  unsupported: 'malformed',
  away: 'away',
  busy: 'busy',
}

/**
 * The page for what went wrong: why, what to do now, and a phone (in the foot, or as a button where it is given). It
 * asks no database.
 */
export function residentErrorPage(kit: PageKit, installationHost?: () => Host): ErrorPage {
  return (request, reply, kind) => {
    const { text } = kit.visitor(request)
    const words = known[kind] ?? 'broken'
    const host = installationHost?.() ?? null
    const phone = host?.phone ?? null
    const title = text(`resident.error.${words}`)
    return kit.send(request, reply, {
      title,
      header: { mark: { lit: 0, frame: 'unlit' }, title },
      host,
      status: problemStatus[kind],
      children: (
        <Card>
          <p safe>{text(`resident.error.${words}.words`)}</p>
          {phone !== null && <CallButton phone={phone} word={text('resident.call', { phone })} look="primary" />}
          <LinkButton href="/" icon="house" word={text('resident.home.link')} />
        </Card>
      ),
    })
  }
}
