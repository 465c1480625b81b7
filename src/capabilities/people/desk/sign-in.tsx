import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { KeyRound } from 'lucide-react'
import { ApiProblem, call, fieldProblem } from '../../../platform/screens/api.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'
import { routes as signInRoutes } from '../sign-in/routes.ts'
import { keepTyped } from './just-typed.ts'
import { knowsPasskeys, signInByPasskey } from './passkeys.ts'
import { sessionEndedByItself, useReplaceSession } from './session.tsx'
import { SignInFrame } from './sign-in-frame.tsx'

type Typed = { account: string; password: string }

/** Sign-in of staff. What was typed stays when it is refused. */
export function SignIn() {
  const { text } = useWords()
  const [form] = Form.useForm<Typed>()
  const replaceSession = useReplaceSession()
  const signIn = useMutation({
    mutationFn: (typed: Typed) => call(routes.signInByPassword, { body: typed }),
    onSuccess: (session, { password }) => {
      if (session.stage === 'set_up') keepTyped(password)
      replaceSession(session)
    },
    onError: () => form.getFieldInstance('password')?.focus(),
  })
  const wrong = fieldProblem(signIn.error, 'password')

  return (
    <SignInFrame title={text('people.desk.sign_in.title')} subtitle={text('people.desk.sign_in.subtitle')}>
      {sessionEndedByItself() && !signIn.error ? (
        <Alert type="info" role="status" title={text('people.desk.sign_in.over')} />
      ) : null}
      {signIn.error && !wrong ? <Alert type="error" role="alert" title={whyNot(signIn.error, text)} /> : null}
      <Form<Typed>
        form={form}
        layout="vertical"
        size="large"
        requiredMark={false}
        onFinish={(typed) => signIn.mutate(typed)}
      >
        <Form.Item
          name="account"
          label={text('people.desk.sign_in.account')}
          rules={[{ required: true, whitespace: true, message: text('people.desk.sign_in.account_missing') }]}
        >
          <Input autoFocus autoComplete="username" maxLength={200} spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={text('people.desk.sign_in.password')}
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
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
          {text('people.desk.sign_in.submit')}
        </Button>
      </Form>
      <OtherWays />
      <p className="sign-in-hint">{text('people.desk.sign_in.lost')}</p>
    </SignInFrame>
  )
}

/** A passkey and the district's own sign-in, where there are such. */
function OtherWays() {
  const { text } = useWords()
  const replaceSession = useReplaceSession()
  const ways = useQuery({
    queryKey: ['people', 'sign-in-ways'],
    queryFn: ({ signal }) => call(signInRoutes.ways, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const passkey = useMutation({
    mutationFn: signInByPasskey,
    onSuccess: (session) => session && replaceSession(session),
  })
  const passkeys = ways.data?.passkeys && knowsPasskeys()
  if (!passkeys && !ways.data?.oidc) return null
  return (
    <div className="sign-in-ways">
      {passkey.error ? <Alert type="error" role="alert" title={whyNot(passkey.error, text)} /> : null}
      {passkeys ? (
        <Button
          block
          size="large"
          icon={<KeyRound size={18} aria-hidden="true" />}
          loading={passkey.isPending}
          onClick={() => passkey.mutate()}
        >
          {text('people.desk.sign_in.passkey')}
        </Button>
      ) : null}
      {ways.data?.oidc ? (
        <Button block size="large" href="/sign-in/oidc">
          {text('people.desk.sign_in.oidc', { name: ways.data.oidc.name })}
        </Button>
      ) : null}
    </div>
  )
}

function whyNot(error: Error, text: ReturnType<typeof useWords>['text']): string {
  if (!(error instanceof ApiProblem)) return text('people.desk.unreachable')
  return error.problem.title || text('people.desk.sign_in.refused')
}
