import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readForm } from '../../../platform/http/form.ts'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import type { Text } from '../../../platform/i18n/text.ts'
import { Button, Card, Field, LinkButton } from '../../../platform/pages/index.ts'
import type { Invitations } from '../appointing/invitations.ts'
import { passwordLength } from '../appointing/model.ts'
import { judgePassword } from '../sign-in/passwords.ts'

type Invited = NonNullable<Awaited<ReturnType<Invitations['open']>>>
type Wrong = { readonly password?: string; readonly again?: string }

/** Where somebody who was appointed chooses their password, once, by the link that they were given. */
export function welcomePage(server: FastifyInstance, deps: { kit: PageKit; invitations: Invitations }): void {
  const { kit, invitations } = deps
  const path = '/welcome/:token'
  const tokenOf = (request: FastifyRequest) => (request.params as { token: string }).token

  function show(request: FastifyRequest, reply: FastifyReply, state: Invited | 'done' | 'gone', wrong: Wrong = {}) {
    const { text } = kit.visitor(request)
    const title = text(state === 'gone' ? 'people.welcome.gone.title' : 'people.welcome.title')
    const isRefused = Object.keys(wrong).length > 0
    return kit.send(request, reply, {
      title,
      header: { mark: { lit: state === 'done' ? 4 : 0, frame: 'calm' }, title },
      host: null,
      status: state === 'gone' ? 410 : isRefused ? 422 : 200,
      children: (
        <Card>
          {state === 'gone' ? (
            <p safe>{text('people.welcome.gone.text')}</p>
          ) : state === 'done' ? (
            <>
              <p safe>{text('people.welcome.done')}</p>
              <LinkButton word={text('people.welcome.sign-in')} href="/desk/" look="primary" />
            </>
          ) : (
            <Form invited={state} wrong={wrong} text={text} />
          )}
        </Card>
      ),
    })
  }

  server.get(path, { schema: { hide: true } }, async (request, reply) =>
    show(request, reply, (await invitations.open(tokenOf(request))) ?? 'gone'),
  )
  server.post(path, { schema: { hide: true } }, async (request, reply) => {
    const invited = await invitations.open(tokenOf(request))
    if (!invited) return show(request, reply, 'gone')
    const { fields } = await readForm(request, { files: 0 })
    const { text } = kit.visitor(request)
    const { password = '', again = '' } = fields
    if (password === '') return show(request, reply, invited, { password: text('field.missing') })
    const fault = judgePassword(password, knownWords(invited))
    if (fault) return show(request, reply, invited, { password: text(`people.password.${fault}`) })
    if (password !== again) return show(request, reply, invited, { again: text('people.welcome.differs') })
    return show(request, reply, (await invitations.accept(tokenOf(request), password, request.ip)) ? 'done' : 'gone')
  })
}

/** What is guessed first as this person's password. */
function knownWords({ name, account, posts }: Invited): string[] {
  return [name, account, ...posts.map(({ place }) => place)].filter((word) => word !== null)
}

/** Who one is here, and the two fields. A password that was refused is not sent back. */
function Form({ invited, wrong, text }: { invited: Invited; wrong: Wrong; text: Text }): JSX.Element {
  const { name, account, posts } = invited
  return (
    <>
      <p safe>{text('people.welcome.hello', { name })}</p>
      <ul>
        {posts.map(({ role, place }) => (
          <li safe>{[place, text(`people.role.${role}`)].filter(Boolean).join(' · ')}</li>
        ))}
      </ul>
      {account === null ? '' : <p safe>{text('people.welcome.account', { account })}</p>}
      <form method="post">
        {/* So that a password keeper stores the two together. */}
        {account === null ? '' : <input type="hidden" name="username" value={account} autocomplete="username" />}
        <Field
          name="password"
          kind="password"
          label={text('people.welcome.password')}
          hint={text('people.welcome.password-hint', { least: passwordLength.least })}
          error={wrong.password}
          maxLength={2 * passwordLength.most}
          autocomplete="new-password"
          required
        />
        <Field
          name="again"
          kind="password"
          label={text('people.welcome.again')}
          error={wrong.again}
          maxLength={2 * passwordLength.most}
          autocomplete="new-password"
          required
        />
        <Button word={text('people.welcome.send')} look="primary" />
      </form>
    </>
  )
}
