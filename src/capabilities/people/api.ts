import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deed } from '../../platform/audit/deed.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import type { Text } from '../../platform/i18n/text.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Session } from './model.ts'
import { routes } from './routes.ts'
import type { People } from './service.ts'
import { ownSignInApi } from './sign-in/api.ts'
import type { SignedIn, SignIn } from './sign-in.ts'

type Implement = ReturnType<typeof createImplement<SignedIn>>

/** Sign-in and one's own settings, as JSON. */
export function peopleApi(
  server: FastifyInstance,
  implement: Implement,
  deps: {
    people: People
    signIn: SignIn
    communityNames: () => Promise<readonly { readonly id: CommunityId; readonly name: string }[]>
  },
): void {
  const { people, signIn } = deps

  server.addHook('onSend', (request, reply, payload, done) => {
    signIn.sessions.keepCookies(request, reply)
    done(null, payload)
  })

  /** Who is signed in and what is open to them: nothing of their posts before the second factor is given. */
  async function sessionOf(person: SignedIn, request: FastifyRequest): Promise<Session> {
    const session = person.byToken ? null : await signIn.sessions.of(request)
    const stage = session?.stage ?? 'open'
    const shown = stage === 'open' ? person : { ...person, roles: [], communities: [] }
    return {
      ...(await opened(shown)),
      stage,
      givesBy: [
        ...(session?.hasTotp ? (['app'] as const) : []),
        ...(session?.hasPasskey ? (['passkey'] as const) : []),
      ],
      csrfToken: session ? await signIn.csrf(request) : '',
    }
  }
  async function ownSession(request: FastifyRequest): Promise<Session | null> {
    const session = await signIn.sessions.of(request)
    return session && (await sessionOf({ ...session.person, byToken: false }, request))
  }
  /** The session that was just begun or changed by this request. */
  async function freshSession(request: FastifyRequest, deed: Deed | null): Promise<Session> {
    const session = await ownSession(request)
    if (!session) throw new Error('signed in, but the session cannot be read')
    deed?.by(session.personId)
    return session
  }

  async function opened(person: SignedIn) {
    const communities = await deps.communityNames()
    return {
      personId: person.personId,
      name: person.name,
      posts: person.roles.flatMap((role) =>
        role.kind === 'place'
          ? [
              {
                role: role.role,
                communityId: role.communityId,
                placeId: role.placeId,
                placeName: role.placeName,
                deskId: role.deskId,
              },
            ]
          : role.communities.map((communityId) => ({
              role: role.role,
              communityId,
              placeId: communityId as string as never,
              placeName: role.areaName,
              deskId: null,
            })),
      ),
      roles: [...new Set(person.roles.map((held) => held.role))],
      communities: communities
        .filter((one) => person.communities.includes(one.id))
        .map(({ id, name }) => ({ id, name })),
      language: person.language,
    }
  }

  implement(server, routes.session, async ({ actor, request, reply }) => {
    // A token that is not good is not made good by a cookie beside it.
    const byCookie = request.headers.authorization === undefined
    const session = actor ? await sessionOf(actor, request) : byCookie ? await ownSession(request) : null
    if (session) return session
    if (signIn.isTried(request)) throw new HttpProblem('sign_in')
    // Whoever only opens the door has done nothing wrong. Fastify would send null as an empty body, which is no JSON.
    return reply.type('application/json').send('null')
  })

  implement(server, routes.askCode, async ({ body, reply }) => await signIn.askCode(body.phone, reply))

  /** A refusal that names its field: what was typed is in order, but it opens nothing. */
  function opensNothing(text: Text, field: 'code' | 'password') {
    const message = text(`people.sign_in.${field}_wrong`)
    return new HttpProblem('invalid', { refusal: `${field}_wrong`, title: message, fields: [{ field, message }] })
  }

  implement(server, routes.signInByCode, async ({ body, reply, visitor, deed }) => {
    if (!(await signIn.byCode(body.phone, body.code, reply))) throw opensNothing(visitor.text, 'code')
    return await freshSession(reply.request, deed)
  })

  implement(server, routes.signInByPassword, async ({ body, reply, visitor, deed }) => {
    if (!(await signIn.byPassword(body.account, body.password, reply))) throw opensNothing(visitor.text, 'password')
    return await freshSession(reply.request, deed)
  })

  implement(server, routes.signOut, async ({ request, reply, deed }) => {
    deed?.isDoneOutside()
    await signIn.signOut(request, reply)
    return {}
  })
  ownSignInApi(server, implement, {
    signIn,
    sessionOf: freshSession,
    knownWords: async (person) => {
      const communities = await deps.communityNames()
      const own = communities.filter((one) => person.communities.includes(one.id)).map(({ name }) => name)
      return [...(await people.knownWords(person.personId)), ...own]
    },
  })
  implement(server, routes.setLanguage, async ({ actor, body }) => {
    await people.setLanguage(actor.personId, body.language)
    return {}
  })
  implement(server, routes.myChannels, async ({ actor }) => ({ items: await people.myChannels(actor.personId) }))
  implement(server, routes.chooseChannel, async ({ actor, body }) => {
    await people.chooseChannel(actor.personId, body)
    return {}
  })
}
