import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { call, fieldProblem } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../sign-in/routes.ts'
import { ownFactorsKey } from './own-factors.tsx'
import { useKeepSession } from './session.tsx'

type Typed = { password: string; next: string }

/** Changes the own password: the old one is asked for, and every other session ends. */
export function OwnPasswordForm() {
  const { text } = useWords()
  const { message } = App.useApp()
  const [form] = Form.useForm<Typed>()
  const queries = useQueryClient()
  const keepSession = useKeepSession()
  const [isOpen, setOpen] = useState(false)
  const factors = useQuery({ queryKey: ownFactorsKey, queryFn: ({ signal }) => call(routes.factors, { signal }) })
  const change = useMutation({
    mutationFn: (typed: Typed) => call(routes.changePassword, { body: typed }),
    onSuccess: (session) => {
      keepSession(session)
      form.resetFields()
      setOpen(false)
      message.success(text('people.desk.own_password.done'))
      return queries.invalidateQueries({ queryKey: ['people', 'own-sessions'] })
    },
  })
  const wrong = { password: fieldProblem(change.error, 'password'), next: fieldProblem(change.error, 'next') }
  const told = (field: keyof Typed) =>
    wrong[field] && {
      validateStatus: 'error' as const,
      help: (
        <span role="alert" className="sign-in-wrong">
          {wrong[field]}
        </span>
      ),
    }
  // Who signs in by phone or elsewhere has none here.
  if (!factors.data?.hasPassword) return null
  return (
    <section>
      <h3>{text('people.desk.own_password')}</h3>
      {isOpen ? (
        <Form<Typed>
          form={form}
          layout="vertical"
          size="large"
          requiredMark={false}
          onFinish={(typed) => change.mutate(typed)}
        >
          {change.error && !wrong.password && !wrong.next ? <ProblemNotice error={change.error} keeps /> : null}
          <Form.Item
            name="password"
            label={text('people.desk.own_password.old')}
            rules={[{ required: true, message: text('people.desk.sign_in.password_missing') }]}
            {...told('password')}
          >
            <Input.Password autoComplete="current-password" maxLength={400} />
          </Form.Item>
          <Form.Item
            name="next"
            label={text('people.desk.own_password.new')}
            extra={text('people.desk.own_password.hint')}
            rules={[{ required: true, message: text('people.desk.sign_in.password_missing') }]}
            {...told('next')}
          >
            <Input.Password autoComplete="new-password" maxLength={400} />
          </Form.Item>
          <div className="own-actions">
            <Button type="primary" htmlType="submit" loading={change.isPending}>
              {text('people.desk.own_password.change')}
            </Button>
            <Button onClick={() => setOpen(false)}>{text('people.desk.own.cancel')}</Button>
          </div>
        </Form>
      ) : (
        <Button onClick={() => setOpen(true)}>{text('people.desk.own_password.open')}</Button>
      )}
    </section>
  )
}
