import { ConfigProvider, Form, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { colours } from '../../../platform/look/colours.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Link, StaffPlace, StaffSection } from '../appointing/model.ts'
import type { Role } from '../model.ts'
import { routes } from '../routes.ts'
import { LinkOnce } from './link-once.tsx'
import { nameOfPlace, nameOfSection } from './staff-names.ts'
import { useStaffCommand, wrongFields } from './use-staff-command.ts'

interface Typed {
  readonly role: Role
  readonly name: string
  readonly account: string
}
const fields = ['role', 'name', 'account'] as const

/** Asks whom to appoint to what; then shows the link for the new colleague, once. */
export function AppointDialog(props: { place: StaffPlace; section: StaffSection; onClose: () => void }) {
  const { text } = useWords()
  const { place, section, onClose } = props
  const [isOpen, setOpen] = useState(true)
  const [done, setDone] = useState<{ name: string; link: Link | null } | null>(null)
  const [form] = Form.useForm<Typed>()
  const appoint = useStaffCommand(
    (id, typed: Typed) =>
      call(routes.appoint, {
        body: { ...typed, id, at: place.at, deskId: section.deskId, compoundId: section.compoundId },
      }),
    ({ link }, { name }) => setDone({ name, link }),
  )
  const give = (typed: Typed) =>
    appoint.mutate(typed, {
      onError: (error) => {
        const wrong = wrongFields(error).flatMap(({ name, message }) => {
          const field = fields.find((known) => known === name)
          return field ? [{ name: field, errors: [message] }] : []
        })
        form.setFields(wrong)
        const [first] = wrong
        if (first) form.scrollToField(first.name, { focus: true })
      },
    })
  const isUnsaid = appoint.error && !wrongFields(appoint.error).some(({ name }) => fields.some((one) => one === name))
  const missing = (label: string) => text('people.staff.field.missing', { field: label })
  const label = (field: (typeof fields)[number]) => text(`people.staff.field.${field}`)

  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text(done ? 'people.staff.appointed' : 'people.staff.appoint_at', {
        place: nameOfSection(section, text),
      })}
      okText={text(done ? 'people.staff.close' : 'people.staff.appoint')}
      onOk={done ? () => setOpen(false) : form.submit}
      // Once it is done there is nothing to take back.
      okType={done ? 'default' : 'primary'}
      footer={(_, { OkBtn, CancelBtn }) => (
        <>
          {done ? null : <CancelBtn />}
          <OkBtn />
        </>
      )}
      cancelText={text('people.staff.cancel')}
      confirmLoading={appoint.isPending}
      mask={{ closable: false }}
      width={520}
    >
      {done ? (
        <LinkOnce name={done.name} link={done.link} />
      ) : (
        <>
          <p className="soft staff-what">{nameOfPlace(place, text)}</p>
          {isUnsaid ? <ProblemNotice error={appoint.error} keeps /> : null}
          <Form<Typed>
            form={form}
            name="appoint"
            layout="vertical"
            requiredMark={false}
            disabled={appoint.isPending}
            initialValues={{ role: section.missing.find((role) => section.roles.includes(role)) ?? section.roles[0] }}
            onFinish={give}
          >
            <ConfigProvider theme={{ components: { Radio: { colorBorder: colours.edge } } }}>
              <Form.Item name="role" label={label('role')} hidden={section.roles.length === 1}>
                <Radio.Group
                  className="staff-roles"
                  options={section.roles.map((role) => ({ value: role, label: text(`people.desk.role.${role}`) }))}
                />
              </Form.Item>
              <Form.Item
                name="name"
                label={label('name')}
                rules={[{ required: true, whitespace: true, message: missing(label('name')) }]}
              >
                <Input autoFocus autoComplete="off" maxLength={40} />
              </Form.Item>
              <Form.Item
                name="account"
                label={label('account')}
                extra={text('people.staff.account_hint')}
                validateFirst
                rules={[
                  { required: true, whitespace: true, message: missing(label('account')) },
                  { min: 3, message: text('people.staff.account_short') },
                ]}
              >
                <Input autoComplete="off" maxLength={60} spellCheck={false} />
              </Form.Item>
            </ConfigProvider>
          </Form>
        </>
      )}
    </Modal>
  )
}
