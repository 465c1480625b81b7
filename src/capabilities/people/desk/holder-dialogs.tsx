import { App, Modal } from 'antd'
import { useState } from 'react'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Holder, Link, StaffPlace } from '../appointing/model.ts'
import { routes } from '../routes.ts'
import { LinkOnce } from './link-once.tsx'
import { useStaffCommand } from './use-staff-command.ts'

interface HolderDialogProps {
  readonly place: StaffPlace
  readonly holder: Holder
  readonly onClose: () => void
}

/** Asks once more before a post ends, and says what happens then. */
export function EndDialog({ place, holder, onClose }: HolderDialogProps) {
  const { text } = useWords()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(true)
  const { name } = holder
  const role = text(`people.desk.role.${holder.role}`)
  const end = useStaffCommand(
    (id) => call(routes.endAppointment, { params: { id: holder.id }, body: { id, at: place.at } }),
    () => {
      message.success(text('people.staff.ended', { name, role }))
      setOpen(false)
    },
  )
  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text('people.staff.end_title', { name, role })}
      okText={text('people.staff.end')}
      okButtonProps={{ danger: true }}
      onOk={() => end.mutate(undefined)}
      cancelText={text('people.staff.cancel')}
      confirmLoading={end.isPending}
      width={480}
    >
      {end.error ? <ProblemNotice error={end.error} /> : null}
      <p>{text('people.staff.end_text')}</p>
    </Modal>
  )
}

/** Asks once more before a new link takes the place of somebody's password, then shows it. */
export function InviteDialog({ place, holder, onClose }: HolderDialogProps) {
  const { text } = useWords()
  const [isOpen, setOpen] = useState(true)
  const [done, setDone] = useState<{ link: Link | null } | null>(null)
  const { name } = holder
  const invite = useStaffCommand(
    (id) => call(routes.invite, { params: { id: holder.id }, body: { id, at: place.at } }),
    (answer) => setDone(answer),
  )
  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text('people.staff.invite_title', { name })}
      okText={text(done ? 'people.staff.close' : 'people.staff.invite')}
      onOk={done ? () => setOpen(false) : () => invite.mutate(undefined)}
      okType={done ? 'default' : 'primary'}
      footer={(_, { OkBtn, CancelBtn }) => (
        <>
          {done ? null : <CancelBtn />}
          <OkBtn />
        </>
      )}
      cancelText={text('people.staff.cancel')}
      confirmLoading={invite.isPending}
      mask={{ closable: false }}
      width={520}
    >
      {done ? (
        <LinkOnce name={name} link={done.link} />
      ) : (
        <>
          {invite.error ? <ProblemNotice error={invite.error} /> : null}
          <p>{text(holder.access === 'active' ? 'people.staff.invite_active' : 'people.staff.invite_outside')}</p>
        </>
      )}
    </Modal>
  )
}
