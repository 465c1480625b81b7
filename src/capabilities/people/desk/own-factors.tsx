import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { call, fieldProblem } from '../../../platform/screens/api.ts'
import { moment, sayDay } from '../../../platform/screens/moments.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Session } from '../model.ts'
import type { Factors } from '../sign-in/model.ts'
import { routes } from '../sign-in/routes.ts'
import { AppSetUp } from './app-set-up.tsx'
import { knowsPasskeys, makePasskey } from './passkeys.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useKeepSession } from './session.tsx'

export const ownFactorsKey = ['people', 'own-factors']

/** What is to be done, once the password was typed for it. */
type Wish =
  | { readonly do: 'app' | 'codes' | 'remove_app' }
  | { readonly do: 'passkey'; readonly name: string }
  | { readonly do: 'remove_passkey'; readonly id: string }

/** The second step of one's own sign-in: the app with its recovery codes, and passkeys. */
export function OwnFactors() {
  const { text } = useWords()
  const [wish, setWish] = useState<Wish | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const queries = useQueryClient()
  const factors = useQuery({ queryKey: ownFactorsKey, queryFn: ({ signal }) => call(routes.factors, { signal }) })
  const close = () => {
    setWish(null)
    setCodes(null)
    void queries.invalidateQueries({ queryKey: ownFactorsKey })
  }
  return (
    <section>
      <h3>{text('people.desk.factor')}</h3>
      {factors.error ? <ProblemNotice error={factors.error} /> : null}
      {factors.isPending ? <i className="bone bone-wide" aria-hidden="true" /> : null}
      {codes ? (
        <RecoveryCodes codes={codes} onKept={close} />
      ) : wish && factors.data ? (
        <Doing wish={wish} hasPassword={factors.data.hasPassword} onCodes={setCodes} onClose={close} />
      ) : factors.data ? (
        <List factors={factors.data} onWish={setWish} />
      ) : null}
    </section>
  )
}

function List({ factors, onWish }: { factors: Factors; onWish: (wish: Wish) => void }) {
  const { text, language } = useWords()
  const now = useNow()
  const { hasApp, codesLeft, passkeys, isRequired } = factors
  const isOnly = isRequired && Number(hasApp) + passkeys.length === 1
  return (
    <>
      {!hasApp && passkeys.length === 0 ? <p className="soft">{text('people.desk.factor.none')}</p> : null}
      <ul className="own-rows">
        {hasApp ? (
          <li>
            <span>
              <strong>{text('people.desk.factor.app')}</strong>
              <span className="soft">{text('people.desk.factor.codes.left', { count: codesLeft })}</span>
            </span>
            <span className="own-actions">
              <Button onClick={() => onWish({ do: 'codes' })}>{text('people.desk.factor.codes.new')}</Button>
              {isOnly ? null : (
                <Button
                  aria-label={text('people.desk.factor.remove_which', { what: text('people.desk.factor.app') })}
                  onClick={() => onWish({ do: 'remove_app' })}
                >
                  {text('people.desk.factor.remove')}
                </Button>
              )}
            </span>
          </li>
        ) : null}
        {passkeys.map(({ id, name, addedAt }) => (
          <li key={id}>
            <span>
              <strong>{text('people.desk.factor.passkey', { name })}</strong>
              <span className="soft">
                {text('people.desk.factor.passkey.since', { when: sayDay(moment(addedAt), now, language) })}
              </span>
            </span>
            {isOnly ? null : (
              <Button
                aria-label={text('people.desk.factor.remove_which', {
                  what: text('people.desk.factor.passkey', { name }),
                })}
                onClick={() => onWish({ do: 'remove_passkey', id })}
              >
                {text('people.desk.factor.remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className="own-actions">
        {hasApp ? null : <Button onClick={() => onWish({ do: 'app' })}>{text('people.desk.factor.set_up.app')}</Button>}
        {knowsPasskeys() ? (
          <Button onClick={() => onWish({ do: 'passkey', name: '' })}>
            {text('people.desk.factor.set_up.passkey')}
          </Button>
        ) : null}
      </div>
    </>
  )
}

/** Asks for the password, and for a name where a passkey is made, and then does it. */
function Doing(props: {
  wish: Wish
  hasPassword: boolean
  onCodes: (codes: readonly string[]) => void
  onClose: () => void
}) {
  const { text } = useWords()
  const { message } = App.useApp()
  const { wish, hasPassword, onCodes, onClose } = props
  const keepSession = useKeepSession()
  const [appPassword, setAppPassword] = useState<string | null>(wish.do === 'app' && !hasPassword ? '' : null)
  const act = useMutation({
    mutationFn: async ({ password, name = '' }: { password?: string; name?: string }): Promise<Session | null> => {
      const body = { password }
      if (wish.do === 'remove_app') return await call(routes.removeApp, { body })
      if (wish.do === 'remove_passkey') return await call(routes.removePasskey, { params: { id: wish.id }, body })
      if (wish.do === 'passkey') return await makePasskey(name, password)
      const { recoveryCodes } = await call(routes.newRecoveryCodes, { body })
      onCodes(recoveryCodes)
      return null
    },
    onSuccess: (session) => {
      if (session) {
        keepSession(session)
        message.success(text('people.desk.factor.done'))
        onClose()
      }
    },
  })
  const wrong = fieldProblem(act.error, 'password')
  if (wish.do === 'app' && appPassword !== null) {
    return (
      <AppSetUp
        password={appPassword === '' ? undefined : appPassword}
        onPasswordWrong={() => setAppPassword(null)}
        onDone={(session, codes) => {
          keepSession(session)
          onCodes(codes)
        }}
      />
    )
  }
  return (
    <Form<{ password?: string; name?: string }>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={(typed) => (wish.do === 'app' ? setAppPassword(typed.password ?? '') : act.mutate(typed))}
    >
      <p>{text(`people.desk.factor.wish.${wish.do}`)}</p>
      {act.error && !wrong ? <ProblemNotice error={act.error} keeps /> : null}
      {wish.do === 'passkey' && act.data === null ? (
        <Alert type="info" role="status" title={text('people.desk.factor.passkey.none')} />
      ) : null}
      {wish.do === 'passkey' ? (
        <Form.Item
          name="name"
          label={text('people.desk.factor.passkey.name')}
          rules={[{ required: true, whitespace: true, message: text('people.desk.channels.missing') }]}
        >
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
      ) : null}
      {hasPassword ? (
        <Form.Item
          name="password"
          label={text('people.desk.factor.password')}
          rules={[{ required: true, message: text('people.desk.sign_in.password_missing') }]}
          {...(wrong && {
            validateStatus: 'error' as const,
            help: (
              <span role="alert" className="sign-in-wrong">
                {wrong}
              </span>
            ),
          })}
        >
          <Input.Password autoComplete="current-password" maxLength={400} />
        </Form.Item>
      ) : null}
      <div className="own-actions">
        <Button type="primary" htmlType="submit" loading={act.isPending}>
          {text(wish.do.startsWith('remove') ? 'people.desk.factor.remove' : 'people.desk.factor.password.go_on')}
        </Button>
        <Button onClick={onClose}>{text('people.desk.own.cancel')}</Button>
      </div>
    </Form>
  )
}
