import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useEffect } from 'react'
import { ApiProblem, call, fieldProblem } from '../../../platform/screens/api.ts'
import { WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { useReplaceSession } from './session.tsx'
import './sign-in.css'

type Typed = { account: string; password: string }

/** Sign-in of staff by account and password. What was typed stays when it is refused. */
export function SignIn() {
  const { text } = useWords()
  const [form] = Form.useForm<Typed>()
  const replaceSession = useReplaceSession()
  const title = text('people.desk.sign_in.title')
  useEffect(() => {
    document.title = title
  }, [title])
  const signIn = useMutation({
    mutationFn: (typed: Typed) => call(routes.signInByPassword, { body: typed }),
    onSuccess: replaceSession,
    onError: () => form.getFieldInstance('password')?.focus(),
  })
  const wrong = fieldProblem(signIn.error, 'password')

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <div className="sign-in-brand">
          <WindowMark lit={4} frame="calm" size={40} />
          <div>
            <h1>{title}</h1>
            <p>{text('people.desk.sign_in.subtitle')}</p>
          </div>
        </div>
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
            <Input.Password autoComplete="current-password" maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
            {text('people.desk.sign_in.submit')}
          </Button>
        </Form>
        <p className="sign-in-hint">{text('people.desk.sign_in.lost')}</p>
      </div>
      <LanguageSwitch />
    </main>
  )
}

function whyNot(error: Error, text: ReturnType<typeof useWords>['text']): string {
  if (!(error instanceof ApiProblem)) return text('people.desk.unreachable')
  return error.problem.title || text('people.desk.sign_in.refused')
}
