import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Temporal } from 'temporal-polyfill'
import type { House } from '../../../platform/house.ts'
import { readForm } from '../../../platform/http/form.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import type { Visitor } from '../../../platform/http/visitor.ts'
import { attribute, Button, Card, LinkButton, Tag } from '../../../platform/pages/index.ts'
import type { ListedSession } from '../sign-in/sessions.ts'
import type { SignIn } from '../sign-in.ts'

const path = '/me/sessions'

/** `/me/sessions`: where a neighbour is signed in, and the way to end it. Works without a script, as every page of `/me`. */
export function ownSessionsPage(
  server: FastifyInstance,
  deps: { house: House; kit: PageKit; signIn: SignIn; csrf(request: FastifyRequest): string },
): void {
  const { house, kit, signIn, csrf } = deps
  const { sessions } = signIn
  /** Who proved their phone, or came in to the end; somebody half-way sees nothing of the other sessions. */
  const here = async (request: FastifyRequest) =>
    (await signIn.person(request)) && request.headers.authorization === undefined ? await sessions.of(request) : null

  server.get(path, { schema: { hide: true } }, async (request, reply) => {
    const session = await here(request)
    if (!session) return reply.redirect('/me', 303)
    const { person, family } = session
    const listed = await sessions.list(person.personId, family, person.roles)
    const visitor = kit.visitor(request)
    const title = visitor.text('people.sessions.title')
    return kit.send(request, reply.header('x-robots-tag', 'noindex'), {
      title,
      header: { mark: { lit: 0, frame: 'calm' }, title, readAloud: visitor.large },
      host: null,
      children: <List listed={listed} visitor={visitor} now={house.clock.now()} csrf={csrf(request)} />,
    })
  })

  server.post(path, { schema: { hide: true } }, async (request, reply) => {
    const form = await readForm(request, { files: 0 })
    await signIn.checkCsrf(request, form.get('_csrf'))
    const session = await here(request)
    const which = form.get('end') ?? ''
    if (session && which === 'others') await sessions.endOthers(session.person.personId, session.family)
    else if (session && /^[0-9a-f-]{36}$/.test(which)) await sessions.end(session.person.personId, which)
    return reply.redirect(path, 303)
  })
}

function List(props: {
  listed: readonly ListedSession[]
  visitor: Visitor
  now: Temporal.Instant
  csrf: string
}): JSX.Element {
  const { listed, visitor, now, csrf } = props
  const { text } = visitor
  const nameOf = (device: string) => {
    const [browser = 'other', system = 'other'] = device.split(' ')
    return text('people.sessions.device', { browser, system })
  }
  return (
    <>
      <form method="post" action={path}>
        <input type="hidden" name="_csrf" value={attribute(csrf)} />
        <p safe>{text(listed.length > 1 ? 'people.sessions.about' : 'people.sessions.alone')}</p>
        {listed.map(({ id, device, lastUsedAt, isThis }) => (
          <Card>
            <p>
              <b safe>{nameOf(device)}</b> {isThis && <Tag kind="calm" word={text('people.sessions.this')} />}
            </p>
            <p class="soft" safe>
              {text('people.sessions.used', { when: sayWhen(lastUsedAt, now, visitor) })}
            </p>
            {!isThis && (
              <Button name="end" value={id} word={text('people.sessions.end_which', { device: nameOf(device) })} />
            )}
          </Card>
        ))}
        {listed.length > 1 && <Button name="end" value="others" word={text('people.sessions.end_others')} />}
      </form>
      <LinkButton word={text('people.sessions.back')} href="/me" />
    </>
  )
}

/** "11月24日 14:05", "24 Nov, 14:05". */
function sayWhen(at: Temporal.Instant, now: Temporal.Instant, { language }: Visitor): string {
  const year = (moment: Temporal.Instant) => moment.toZonedDateTimeISO('Asia/Shanghai').year
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'Asia/Shanghai',
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(year(at) !== year(now) && { year: 'numeric' }),
  }).format(at.epochMilliseconds)
}
