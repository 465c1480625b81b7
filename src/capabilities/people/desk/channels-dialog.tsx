import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Modal, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { ChannelChoiceInput } from '../model.ts'
import { routes } from '../routes.ts'
import { EmailForm, WebhookForm } from './channel-forms.tsx'
import './channels-dialog.css'

/** By which ways the person at the desk is told. The app is always there; the rest is theirs to choose. */
export default function ChannelsDialog({ onClose }: { onClose: () => void }) {
  const { text } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(true)
  const [changing, setChanging] = useState<'email' | 'webhook' | null>(null)
  const channels = useQuery({
    queryKey: ['people', 'channels'],
    queryFn: ({ signal }) => call(routes.myChannels, { signal }),
  })
  const choose = useMutation({
    mutationFn: (choice: ChannelChoiceInput) => call(routes.chooseChannel, { body: choice }),
    onSuccess: () => {
      setChanging(null)
      message.success(text('people.desk.channels.done'))
      return queries.invalidateQueries({ queryKey: ['people', 'channels'] })
    },
  })
  const of = (name: 'email' | 'sms' | 'webhook') => channels.data?.items.find(({ channel }) => channel === name)
  const [email, sms, webhook] = [of('email'), of('sms'), of('webhook')]
  const address = email?.address ?? null
  const change = (what: 'email' | 'webhook') => (
    <Button type="link" onClick={() => setChanging(what)}>
      {text('people.desk.channels.change')}
    </Button>
  )

  return (
    <Modal
      open={isOpen}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      title={text('people.desk.channels')}
      footer={null}
    >
      <p className="soft">{text('people.desk.channels.app')}</p>
      {channels.error ? <ProblemNotice error={channels.error} /> : null}
      {choose.error ? <ProblemNotice error={choose.error} keeps /> : null}
      {channels.data ? (
        <ul className="channels">
          <Channel
            name="email"
            hint={address}
            isOn={email?.active ?? false}
            onChange={address ? (active) => choose.mutate({ channel: 'email', address, active }) : undefined}
          >
            {address && changing !== 'email' ? (
              change('email')
            ) : (
              <EmailForm isBusy={choose.isPending} onChoose={choose.mutate} />
            )}
          </Channel>
          <Channel
            name="sms"
            hint={sms?.address ?? text('people.desk.channels.sms.hint')}
            isOn={sms?.active ?? false}
            onChange={(active) => choose.mutate({ channel: 'sms', active })}
          />
          <Channel
            name="webhook"
            hint={webhook?.active ? webhook.address : text('people.desk.channels.webhook.hint')}
            isOn={webhook?.active ?? false}
            // Its secret is not known here any more: to be switched on again, it is typed again.
            onChange={
              webhook?.active && webhook.address
                ? () =>
                    choose.mutate({ channel: 'webhook', url: webhook.address ?? '', format: 'wecom', active: false })
                : undefined
            }
          >
            {webhook?.active && changing !== 'webhook' ? (
              change('webhook')
            ) : (
              <WebhookForm isBusy={choose.isPending} onChoose={choose.mutate} />
            )}
          </Channel>
        </ul>
      ) : null}
    </Modal>
  )
}

function Channel(props: {
  name: 'email' | 'sms' | 'webhook'
  hint: string | null
  isOn: boolean
  /** Left out where there is nothing yet that could be switched. */
  onChange?: ((active: boolean) => void) | undefined
  children?: ReactNode
}) {
  const { text } = useWords()
  const { name, hint, isOn, onChange, children } = props
  const label = text(`people.desk.channels.${name}`)
  return (
    <li>
      <div className="channel-head">
        <span>
          <strong>{label}</strong>
          {hint ? <span className="soft">{hint}</span> : null}
        </span>
        {onChange ? (
          <Switch
            checked={isOn}
            aria-label={label}
            checkedChildren={text('people.desk.channels.on')}
            unCheckedChildren={text('people.desk.channels.off')}
            onChange={onChange}
          />
        ) : null}
      </div>
      {children}
    </li>
  )
}
