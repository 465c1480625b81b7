import { App, Checkbox, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { type Held, type ReasonAside, reasonsAside } from '../held/model.ts'
import { routes } from '../routes.ts'
import { useDoorCommand } from './use-door-command.ts'

/** Why something is put aside: its sender reads it. All that waits from the same sender can go with it. */
export function AsideDialog({ held, community, onClose }: { held: Held; community: CommunityId; onClose: () => void }) {
  const { text } = useWords()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(true)
  const [reason, setReason] = useState<ReasonAside | null>(null)
  const [allOfSender, setAll] = useState(false)
  const put = useDoorCommand(
    (chosen: ReasonAside) =>
      call(routes.putAsideHeld, { params: { id: held.id }, body: { community, reason: chosen, allOfSender } }),
    ({ count }) => {
      message.success(text('requests.held.put_aside', { count }))
      setOpen(false)
    },
  )
  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text('requests.held.aside_title', { number: held.number })}
      okText={text('requests.held.aside')}
      okButtonProps={{ disabled: reason === null }}
      onOk={() => reason && put.mutate(reason)}
      cancelText={text('requests.held.cancel')}
      confirmLoading={put.isPending}
      width={480}
    >
      {put.error ? <ProblemNotice error={put.error} /> : null}
      <p>{text('requests.held.aside_text')}</p>
      <Radio.Group
        className="held-reasons"
        aria-label={text('requests.held.aside_why')}
        value={reason}
        onChange={(event) => setReason(event.target.value as ReasonAside)}
        options={reasonsAside.map((value) => ({ value, label: text(`requests.held.reason.${value}`) }))}
      />
      {held.fromSameSender > 1 ? (
        <Checkbox checked={allOfSender} onChange={(event) => setAll(event.target.checked)}>
          {text('requests.held.all_of_sender', { count: held.fromSameSender })}
        </Checkbox>
      ) : null}
    </Modal>
  )
}
