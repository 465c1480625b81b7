import { ConfigProvider, Form, Modal } from 'antd'
import { useState } from 'react'
import { colours } from '../../../platform/look/colours.ts'
import { ApiProblem } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestDetail } from '../model.ts'
import { CommandField } from './command-fields.tsx'
import { type CommandValues, commandFrom } from './command-values.ts'
import type { CommandEntry } from './commands.ts'
import { useCommand } from './use-command.ts'

/** In a form a chooser is a field like the others; the lists' filters have lighter edges. */
const formTheme = {
  components: { Select: { colorBorder: colours.edge }, TreeSelect: { colorBorder: colours.edge } },
}

/** Asks for what one command needs. A refusal stands at its field, and nothing that was typed is lost. */
export default function CommandDialog(props: { entry: CommandEntry; detail: RequestDetail; onClose: () => void }) {
  const { text } = useWords()
  const { entry, detail, onClose } = props
  const [isOpen, setOpen] = useState(true)
  const [form] = Form.useForm<CommandValues>()
  const command = useCommand(detail.id, () => setOpen(false))
  const names = new Set<string>(entry.fields.map((field) => field.replace('?', '')))

  const give = (values: CommandValues) => {
    command.mutate(commandFrom(entry.type, values, detail), {
      onError: (error) => {
        const wrong = fieldsOf(error).filter(({ name }) => names.has(name))
        form.setFields(wrong.map(({ name, message }) => ({ name: name as keyof CommandValues, errors: [message] })))
        const [first] = wrong
        if (first) form.scrollToField(first.name, { focus: true })
      },
    })
  }
  const unsaid = command.error && !fieldsOf(command.error).some(({ name }) => names.has(name))

  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text(`requests.desk.command.${entry.type}`)}
      okText={text(`requests.desk.command.${entry.type}`)}
      okButtonProps={{ danger: entry.isGrave ?? false }}
      onOk={form.submit}
      cancelText={text('requests.desk.dialog.cancel')}
      confirmLoading={command.isPending}
      mask={{ closable: false }}
      width={520}
    >
      <p className="dialog-what">
        <strong>{detail.title}</strong> <span className="soft">{detail.placeName}</span>
      </p>
      <p className="soft">{text(`requests.desk.hint.${entry.type}`)}</p>
      {unsaid ? <ProblemNotice error={command.error} keeps /> : null}
      <Form<CommandValues>
        form={form}
        name="command"
        layout="vertical"
        requiredMark={false}
        disabled={command.isPending}
        initialValues={{ public: false, photos: [], voiceId: detail.reporters[0]?.id }}
        onFinish={give}
      >
        <ConfigProvider theme={formTheme}>
          {entry.fields.map((field, index) => (
            <CommandField key={field} field={field} type={entry.type} detail={detail} autoFocus={index === 0} />
          ))}
        </ConfigProvider>
      </Form>
    </Modal>
  )
}

/** The fields that the server found wrong: `body/text`, `body.text` and `text` are all `text`. */
function fieldsOf(error: Error): { name: string; message: string }[] {
  if (!(error instanceof ApiProblem)) return []
  return (error.problem.fields ?? []).map(({ field, message }) => ({
    name: field.replace(/^body[./]/, '').split(/[./]/)[0] ?? field,
    message,
  }))
}
