import { sayPhone } from '../../../platform/i18n/phone.ts'
import { Button, Card, Field, LinkButton, Notice } from '../../../platform/pages/index.ts'
import type { OwnReader } from './deps.ts'
import { OwnForm } from './own-form.tsx'

export const longestName = 40

export function NameForm(props: { reader: OwnReader; id: string; name: string; error?: string }): JSX.Element {
  const { reader, id, name, error } = props
  const { text } = reader
  return (
    <Card>
      <OwnForm action="/me/data/name" reader={reader} kept={{ id }}>
        <Field
          name="name"
          label={text('privacy.name.right')}
          hint={text('privacy.name.hint')}
          autocomplete="name"
          value={name}
          error={error}
          main
        />
        <Button look="primary" icon="check" word={text('privacy.name.do')} />
      </OwnForm>
      <LinkButton href="/me/data" icon="undo-2" word={text('privacy.back.data')} />
    </Card>
  )
}

export type PhoneProps = {
  reader: OwnReader
  id: string
  phone: string
  /** A code went to the new phone and is asked for now. */
  asksCode: boolean
  waitSeconds?: number
  error?: string
}

/** First the new phone, then the code that it got: nobody takes a number that is not theirs. */
export function PhoneForm({ reader, id, phone, asksCode, waitSeconds, error }: PhoneProps): JSX.Element {
  const { text } = reader
  return (
    <Card>
      {asksCode ? (
        <>
          <Notice
            kind="calm"
            live="status"
            title={text('privacy.phone.sent', { phone: sayPhone(phone) })}
            words={waitSeconds === undefined ? undefined : text('privacy.phone.wait', { seconds: waitSeconds })}
          />
          <OwnForm action="/me/data/phone/code" reader={reader} kept={{ id, phone }}>
            <Field
              name="code"
              label={text('privacy.phone.code')}
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={6}
              error={error}
              main
            />
            <Button look="primary" icon="check" word={text('privacy.phone.do')} />
            <Button icon="undo-2" word={text('privacy.phone.again')} formAction="/me/data/phone" />
          </OwnForm>
        </>
      ) : (
        <OwnForm action="/me/data/phone" reader={reader} kept={{ id }}>
          <Field
            name="phone"
            kind="tel"
            inputMode="tel"
            autocomplete="tel"
            label={text('privacy.phone.right')}
            hint={text('privacy.phone.hint')}
            value={phone}
            error={error}
            main
          />
          <Button look="primary" icon="send" word={text('privacy.phone.ask')} />
        </OwnForm>
      )}
      <LinkButton href="/me/data" icon="undo-2" word={text('privacy.back.data')} />
    </Card>
  )
}
