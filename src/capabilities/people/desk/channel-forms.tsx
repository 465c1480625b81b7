import { Button, Form, Input, Select } from 'antd'
import { useWords } from '../../../platform/screens/words.tsx'

type Email = { channel: 'email'; address: string; active: true }
type Webhook = {
  channel: 'webhook'
  url: string
  secret: string
  format: 'standard' | 'wecom' | 'dingtalk'
  active: true
}

/** An address to be written to; it is used as soon as it is kept. */
export function EmailForm({ isBusy, onChoose }: { isBusy: boolean; onChoose: (choice: Email) => void }) {
  const { text } = useWords()
  return (
    <Form<{ address: string }>
      layout="vertical"
      requiredMark={false}
      disabled={isBusy}
      onFinish={({ address }) => onChoose({ channel: 'email', address: address.trim(), active: true })}
    >
      <Form.Item
        name="address"
        label={text('people.desk.channels.email.address')}
        validateFirst
        rules={[
          { required: true, whitespace: true, message: text('people.desk.channels.missing') },
          { type: 'email', message: text('people.desk.channels.email.wrong') },
        ]}
      >
        <Input type="email" autoComplete="email" maxLength={200} />
      </Form.Item>
      <Button htmlType="submit">{text('people.desk.channels.keep')}</Button>
    </Form>
  )
}

const formats = ['wecom', 'dingtalk', 'standard'] as const

/** A group robot, or another system, that messages are posted to. */
export function WebhookForm({ isBusy, onChoose }: { isBusy: boolean; onChoose: (choice: Webhook) => void }) {
  const { text } = useWords()
  const [form] = Form.useForm<{ format: Webhook['format']; url: string; secret?: string }>()
  const format = Form.useWatch('format', form) ?? 'wecom'
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={isBusy}
      initialValues={{ format: 'wecom' }}
      onFinish={({ url, secret = '', ...rest }) =>
        onChoose({ channel: 'webhook', url: url.trim(), secret: secret.trim(), active: true, format: rest.format })
      }
    >
      <Form.Item name="format" label={text('people.desk.channels.webhook.format')}>
        <Select
          options={formats.map((value) => ({ value, label: text(`people.desk.channels.webhook.format.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="url"
        label={text('people.desk.channels.webhook.url')}
        validateFirst
        rules={[
          { required: true, whitespace: true, message: text('people.desk.channels.missing') },
          { pattern: /^\s*https?:\/\/\S+\s*$/, message: text('people.desk.channels.webhook.url.wrong') },
        ]}
      >
        <Input type="url" autoComplete="off" maxLength={500} spellCheck={false} />
      </Form.Item>
      {format === 'wecom' ? null : (
        <Form.Item
          name="secret"
          label={text('people.desk.channels.webhook.secret')}
          extra={text('people.desk.channels.webhook.secret.hint')}
          rules={[{ required: format === 'standard', min: 8, message: text('people.desk.channels.missing') }]}
        >
          <Input.Password autoComplete="off" maxLength={200} />
        </Form.Item>
      )}
      <Button htmlType="submit">{text('people.desk.channels.keep')}</Button>
    </Form>
  )
}
