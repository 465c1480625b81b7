import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { type DoorState, maximumBlockedWords } from '../held/model.ts'
import { routes } from '../routes.ts'
import { useDoorCommand } from './use-door-command.ts'

/** The list of words, a line each. It drops nothing: what holds one of them waits for somebody to look. */
export function BlockedWordsDialog(props: { community: CommunityId; words: DoorState['words']; onClose: () => void }) {
  const { text } = useWords()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(true)
  const [typed, setTyped] = useState(() => props.words.map(({ word }) => word).join('\n'))
  const words = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const isTooMany = words.length > maximumBlockedWords
  const isTooLong = words.some((word) => word.length > 40)
  const save = useDoorCommand(
    () => call(routes.setBlockedWords, { body: { community: props.community, words } }),
    ({ words: saved }) => {
      message.success(text('requests.door.words.saved', { count: saved.length }))
      setOpen(false)
    },
  )
  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={props.onClose}
      title={text('requests.door.words.title')}
      okText={text('requests.door.words.save')}
      okButtonProps={{ disabled: isTooMany || isTooLong }}
      onOk={() => save.mutate(undefined)}
      cancelText={text('requests.held.cancel')}
      confirmLoading={save.isPending}
      width={480}
    >
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <p>{text('requests.door.words.text')}</p>
      <Input.TextArea
        rows={8}
        aria-label={text('requests.door.words.list')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        status={isTooMany || isTooLong ? 'error' : ''}
      />
      {isTooMany ? <p role="alert">{text('requests.door.words.too_many', { maximum: maximumBlockedWords })}</p> : null}
      {isTooLong ? <p role="alert">{text('requests.door.words.too_long')}</p> : null}
    </Modal>
  )
}
