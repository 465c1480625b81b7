import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, QRCode } from 'antd'
import { useId } from 'react'
import { colours } from '../../../platform/look/colours.ts'
import { call, fieldProblem, rememberCsrfToken } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Session } from '../model.ts'
import { routes } from '../sign-in/routes.ts'

/**
 * Sets up an app for codes: its secret as a QR code and in letters, then the first code of it.
 * @param password what was typed; the server asks for it where there is one
 * @param onDone with the session that is open now, and the recovery codes, which are shown this once
 */
export function AppSetUp(props: {
  password: string | undefined
  onDone: (session: Session, recoveryCodes: readonly string[]) => void
  /** It is asked for again. */
  onPasswordWrong: () => void
}) {
  const { text } = useWords()
  const { password, onDone, onPasswordWrong } = props
  const hint = useId()
  const begun = useQuery({
    queryKey: ['people', 'app-set-up'],
    queryFn: () => call(routes.beginApp, { body: { password } }),
    // Each asking makes another secret: the one that is on the screen stays.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnMount: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
    retry: false,
  })
  const confirm = useMutation({
    mutationFn: ({ code }: { code: string }) => call(routes.confirmApp, { body: { code } }),
    onSuccess: (session) => {
      rememberCsrfToken(session.csrfToken)
      onDone(session, begun.data?.recoveryCodes ?? [])
    },
  })
  const wrong = fieldProblem(confirm.error, 'code')
  if (begun.error)
    return (
      <>
        <ProblemNotice error={begun.error} />
        {fieldProblem(begun.error, 'password') ? (
          <Button onClick={onPasswordWrong}>{text('people.desk.factor.password.again')}</Button>
        ) : null}
      </>
    )
  if (!begun.data)
    return <div className="app-set-up bone bone-wide" role="status" aria-label={text('people.desk.loading')} />
  const { secret, uri } = begun.data

  return (
    <div className="app-set-up">
      <p>{text('people.desk.factor.app.scan')}</p>
      {/* A phone cannot scan its own screen. */}
      <p className="app-set-up-here">
        <a href={uri}>{text('people.desk.factor.app.open')}</a>
      </p>
      <div className="app-set-up-code">
        <QRCode
          type="svg"
          value={uri}
          size={184}
          color={colours.ink}
          bordered={false}
          role="img"
          aria-label={text('people.desk.factor.app.qr')}
        />
        <p className="soft">
          {text('people.desk.factor.app.by_hand')}
          <br />
          <code className="app-set-up-secret">{inFours(secret)}</code>
        </p>
      </div>
      {confirm.error && !wrong ? <ProblemNotice error={confirm.error} keeps /> : null}
      <Form<{ code: string }> layout="vertical" requiredMark={false} onFinish={(typed) => confirm.mutate(typed)}>
        <Form.Item
          name="code"
          label={text('people.desk.factor.app.first_code')}
          rules={[{ required: true, whitespace: true, message: text('people.desk.factor.code.missing') }]}
          {...(wrong && {
            validateStatus: 'error' as const,
            help: (
              <span role="alert" id={hint} className="sign-in-wrong">
                {wrong}
              </span>
            ),
          })}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={12} size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block size="large" loading={confirm.isPending}>
          {text('people.desk.factor.app.confirm')}
        </Button>
      </Form>
    </div>
  )
}

/** `ABCD EFGH …`: as it is read out and typed. */
const inFours = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ')
