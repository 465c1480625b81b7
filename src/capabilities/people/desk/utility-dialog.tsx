import { App, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { StaffPlace } from '../appointing/model.ts'
import { routes } from '../routes.ts'
import { useStaffCommand, wrongFields } from './use-staff-command.ts'

interface Typed {
  readonly name: string
  readonly phone: string
}
const fields = ['name', 'phone'] as const

/** Adds the desk of a utility to a community. */
export function UtilityDialog({ place, onClose }: { place: StaffPlace; onClose: () => void }) {
  const { text } = useWords()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(true)
  const [form] = Form.useForm<Typed>()
  const add = useStaffCommand(
    (id, typed: Typed) => call(routes.addUtility, { body: { ...typed, id, at: place.at as CommunityId } }),
    (_, { name }) => {
      message.success(text('people.staff.utility.added', { name }))
      setOpen(false)
    },
  )
  const wrong = wrongFields(add.error)
  const give = (typed: Typed) =>
    add.mutate(typed, {
      onError: (error) =>
        form.setFields(
          wrongFields(error).flatMap(({ name, message: words }) => {
            const field = fields.find((known) => known === name)
            return field ? [{ name: field, errors: [words] }] : []
          }),
        ),
    })
  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text('people.staff.utility.add')}
      okText={text('people.staff.utility.add')}
      onOk={form.submit}
      cancelText={text('people.staff.cancel')}
      confirmLoading={add.isPending}
      mask={{ closable: false }}
      width={480}
    >
      <p className="soft staff-what">{text('people.staff.utility.text')}</p>
      {add.error && wrong.length === 0 ? <ProblemNotice error={add.error} keeps /> : null}
      <Form<Typed>
        form={form}
        name="utility"
        layout="vertical"
        requiredMark={false}
        disabled={add.isPending}
        onFinish={give}
      >
        {fields.map((field) => (
          <Form.Item
            key={field}
            name={field}
            label={text(`people.staff.utility.${field}`)}
            rules={[
              {
                required: true,
                whitespace: true,
                message: text('people.staff.field.missing', { field: text(`people.staff.utility.${field}`) }),
              },
            ]}
          >
            <Input autoFocus={field === 'name'} autoComplete="off" maxLength={60} />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  )
}
