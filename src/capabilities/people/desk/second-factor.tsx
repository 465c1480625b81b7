import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Form, Input } from 'antd'
import { KeyRound, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { call, fieldProblem } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Session } from '../model.ts'
import { routes } from '../routes.ts'
import { routes as signInRoutes } from '../sign-in/routes.ts'
import { AppSetUp } from './app-set-up.tsx'
import { forgetTyped, typedJustNow } from './just-typed.ts'
import { knowsPasskeys, makePasskey, signInByPasskey } from './passkeys.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useReplaceSession } from './session.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import './second-factor.css'

/** What stands between the first factor and the desk: giving the second one, or first setting one up. */
export default function SecondFactor({ session }: { session: Session }) {
  return session.stage === 'set_up' ? <SetUp session={session} /> : <Give session={session} />
}

function Give({ session }: { session: Session }) {
  const { text } = useWords()
  const replaceSession = useReplaceSession()
  const [isRecovering, setRecovering] = useState(false)
  const hasApp = session.givesBy.includes('app')
  const give = useMutation({
    mutationFn: (typed: { code: string; trust?: boolean }) =>
      call(signInRoutes.giveSecondFactor, { body: { code: typed.code, trust: typed.trust ?? false } }),
    onSuccess: replaceSession,
  })
  const wrong = fieldProblem(give.error, 'code')
  return (
    <SignInFrame
      title={text('people.desk.factor.give.title')}
      subtitle={text('people.desk.factor.give.who', { name: session.name })}
    >
      {give.error && !wrong ? <ProblemNotice error={give.error} keeps /> : null}
      {hasApp ? (
        <Form<{ code: string; trust?: boolean }>
          key={String(isRecovering)}
          layout="vertical"
          size="large"
          requiredMark={false}
          onFinish={(typed) => give.mutate(typed)}
        >
          <Form.Item
            name="code"
            label={text(isRecovering ? 'people.desk.factor.give.recovery' : 'people.desk.factor.give.code')}
            rules={[{ required: true, whitespace: true, message: text('people.desk.factor.code.missing') }]}
            {...(wrong && {
              validateStatus: 'error' as const,
              help: (
                <span role="alert" className="sign-in-wrong">
                  {wrong}
                </span>
              ),
            })}
          >
            <Input
              autoFocus
              inputMode={isRecovering ? 'text' : 'numeric'}
              autoComplete="one-time-code"
              maxLength={20}
              spellCheck={false}
            />
          </Form.Item>
          <Form.Item name="trust" valuePropName="checked">
            <Checkbox>{text('people.desk.factor.give.trust')}</Checkbox>
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={give.isPending}>
            {text('people.desk.factor.give.submit')}
          </Button>
        </Form>
      ) : null}
      {session.givesBy.includes('passkey') ? <ByPasskey isOnly={!hasApp} /> : null}
      {hasApp ? (
        <Button type="link" className="sign-in-line" onClick={() => setRecovering(!isRecovering)}>
          {text(isRecovering ? 'people.desk.factor.give.by_app' : 'people.desk.factor.give.by_recovery')}
        </Button>
      ) : null}
      <p className="sign-in-hint">{text('people.desk.factor.give.lost')}</p>
      <NotMe />
    </SignInFrame>
  )
}

function ByPasskey({ isOnly }: { isOnly: boolean }) {
  const { text } = useWords()
  const replaceSession = useReplaceSession()
  const passkey = useMutation({
    mutationFn: signInByPasskey,
    onSuccess: (session) => session && replaceSession(session),
  })
  return (
    <>
      {passkey.error ? <ProblemNotice error={passkey.error} /> : null}
      {knowsPasskeys() ? (
        <Button
          block
          size="large"
          type={isOnly ? 'primary' : 'default'}
          icon={<KeyRound size={18} aria-hidden="true" />}
          loading={passkey.isPending}
          onClick={() => passkey.mutate()}
        >
          {text('people.desk.sign_in.passkey')}
        </Button>
      ) : (
        <Alert type="warning" title={text('people.desk.factor.passkey.unknown')} />
      )}
    </>
  )
}

/** First which way, then the way; at the end the recovery codes, and only then the desk. */
function SetUp({ session }: { session: Session }) {
  const { text } = useWords()
  const replaceSession = useReplaceSession()
  const [way, setWay] = useState<'app' | null>(null)
  const [typed, setPassword] = useState(typedJustNow)
  const factors = useQuery({
    queryKey: ['people', 'own-factors'],
    queryFn: ({ signal }) => call(signInRoutes.factors, { signal }),
  })
  // Who signs in by phone, or through the district, has none and is not asked.
  const password = typed ?? (factors.data?.hasPassword === false ? '' : undefined)
  const [done, setDone] = useState<{ session: Session; codes: readonly string[] } | null>(null)
  const enter = (opened: Session) => {
    forgetTyped()
    replaceSession(opened)
  }
  const passkey = useMutation({
    mutationFn: () => makePasskey(text('people.desk.factor.passkey.first'), password === '' ? undefined : password),
    onSuccess: (opened) => opened && enter(opened),
  })
  const takesPasskeys = knowsPasskeys() && isPasskeyPlace()

  return (
    <SignInFrame
      title={text(done ? 'people.desk.factor.codes.title' : 'people.desk.factor.set_up.title')}
      subtitle={text('people.desk.factor.give.who', { name: session.name })}
    >
      {done ? (
        <RecoveryCodes codes={done.codes} onKept={() => enter(done.session)} />
      ) : way === null ? (
        <>
          <p className="sign-in-text">{text('people.desk.factor.set_up.why')}</p>
          {passkey.error ? <ProblemNotice error={passkey.error} /> : null}
          {passkey.data === null ? (
            <Alert type="info" role="status" title={text('people.desk.factor.passkey.none')} />
          ) : null}
          <div className="factor-ways">
            <Button
              type="primary"
              block
              size="large"
              icon={<Smartphone size={18} aria-hidden="true" />}
              onClick={() => setWay('app')}
            >
              {text('people.desk.factor.set_up.app')}
            </Button>
            <p className="soft">{text('people.desk.factor.set_up.app.what')}</p>
            {takesPasskeys ? (
              <>
                <Button
                  block
                  size="large"
                  icon={<KeyRound size={18} aria-hidden="true" />}
                  loading={passkey.isPending}
                  onClick={() => passkey.mutate()}
                >
                  {text('people.desk.factor.set_up.passkey')}
                </Button>
                <p className="soft">{text('people.desk.factor.set_up.passkey.what')}</p>
              </>
            ) : null}
          </div>
        </>
      ) : password === undefined && factors.isPending ? (
        <div className="bone bone-wide" role="status" aria-label={text('people.desk.loading')} />
      ) : password === undefined ? (
        <PasswordOnceMore onTyped={setPassword} />
      ) : (
        <AppSetUp
          key={password}
          password={password === '' ? undefined : password}
          onDone={(opened, codes) => {
            // Known at once: what is written from here on carries the new token.
            setDone({ session: opened, codes })
          }}
          onPasswordWrong={() => setPassword(undefined)}
        />
      )}
      {done ? null : way === null ? (
        <NotMe />
      ) : (
        <Button type="link" className="sign-in-line" onClick={() => setWay(null)}>
          {text('people.desk.factor.set_up.back')}
        </Button>
      )}
    </SignInFrame>
  )
}

/** After a reload the password is not known here any more. */
function PasswordOnceMore({ onTyped }: { onTyped: (password: string) => void }) {
  const { text } = useWords()
  return (
    <Form<{ password?: string }>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={({ password = '' }) => onTyped(password)}
    >
      <Form.Item
        name="password"
        label={text('people.desk.factor.password')}
        rules={[{ required: true, message: text('people.desk.sign_in.password_missing') }]}
      >
        <Input.Password autoFocus autoComplete="current-password" maxLength={400} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block>
        {text('people.desk.factor.password.go_on')}
      </Button>
    </Form>
  )
}

/** Browsers make passkeys for names only, not for the address of a machine. */
function isPasskeyPlace(): boolean {
  return !/^[\d.]+$|^\[/.test(window.location.hostname)
}

function NotMe() {
  const { text } = useWords()
  const replaceSession = useReplaceSession()
  const leave = useMutation({ mutationFn: () => call(routes.signOut), onSuccess: () => replaceSession(null) })
  return (
    <Button type="link" className="sign-in-line" loading={leave.isPending} onClick={() => leave.mutate()}>
      {text('people.desk.factor.not_me')}
    </Button>
  )
}
