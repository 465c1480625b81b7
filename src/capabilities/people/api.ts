import type { FastifyInstance } from 'fastify'
import type { Deed } from '../../platform/audit/deed.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import type { Text } from '../../platform/i18n/text.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { routes } from './routes.ts'
import type { People } from './service.ts'
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

  async function sessionOf(person: SignedIn, csrfToken: string) {
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
      csrfToken,
    }
  }

  implement(server, routes.session, async ({ actor, request, reply }) => {
    if (actor) return await sessionOf(actor, await signIn.csrf(request))
    if (signIn.isTried(request)) throw new HttpProblem('sign_in')
    // Whoever only opens the door has done nothing wrong. Fastify would send null as an empty body, which is no JSON.
    return reply.type('application/json').send('null')
  })

  implement(server, routes.askCode, async ({ body }) => await signIn.askCode(body.phone))

  /** A refusal that names its field: what was typed is in order, but it opens nothing. */
  function opensNothing(text: Text, field: 'code' | 'password') {
    const message = text(`people.sign_in.${field}_wrong`)
    return new HttpProblem('invalid', { refusal: `${field}_wrong`, title: message, fields: [{ field, message }] })
  }

  implement(server, routes.signInByCode, async ({ body, reply, visitor, deed }) => {
    if (!(await signIn.byCode(body.phone, body.code, reply))) throw opensNothing(visitor.text, 'code')
    return await freshSession(reply, deed)
  })

  implement(server, routes.signInByPassword, async ({ body, reply, visitor, deed }) => {
    if (!(await signIn.byPassword(body.account, body.password, reply))) throw opensNothing(visitor.text, 'password')
    return await freshSession(reply, deed)
  })

  /** The session that was just made: its cookie is in the answer, not yet in the request. */
  async function freshSession(reply: Parameters<SignIn['signOut']>[1], deed: Deed | null) {
    const cookies = [reply.getHeader('set-cookie')].flat().map((cookie) => String(cookie).split(';')[0])
    const asking = { headers: { cookie: cookies.join('; ') }, method: 'GET' } as never
    const person = await signIn.person(asking)
    if (!person) throw new Error('signed in, but the session cannot be read')
    deed?.by(person.personId)
    return await sessionOf(person, await signIn.csrf(asking))
  }

  implement(server, routes.signOut, async ({ request, reply, deed }) => {
    deed?.isDoneOutside()
    await signIn.signOut(request, reply)
    return {}
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
