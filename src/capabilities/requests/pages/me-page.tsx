import { sayPhone } from '../../../platform/i18n/phone.ts'
import { Button, Card, Field, LinkButton, MatterRow, Notice, Rows } from '../../../platform/pages/index.ts'
import type { HeldReading } from '../held/reading.ts'
import type { Tracking } from '../tracking.ts'
import type { Reader } from './deps.ts'
import { PageForm } from './parts.tsx'
import { markOf } from './status.ts'
import { sayAgo } from './times.ts'

type Mine = Awaited<ReturnType<Tracking['mine']>>

/** The matters of a neighbour who signed in, newest first, each with its way in. */
export function MyMatters(props: {
  matters: Mine
  /** What somebody looks at first. */
  held: Awaited<ReturnType<HeldReading['mine']>>
  reader: Reader
}): JSX.Element {
  const { matters, held, reader } = props
  const { text } = reader
  return (
    <>
      <Card>
        {matters.length + held.length === 0 ? (
          <p safe>{text('requests.page.me.empty')}</p>
        ) : (
          <Rows>
            {held.map((one) => (
              <MatterRow
                mark={{ lit: 0, frame: one.state === 'aside' ? 'unlit' : 'paused' }}
                title={text('requests.page.number', { number: one.number })}
                href={`/r/${one.token}`}
                about={text('requests.page.me.about', {
                  ago: sayAgo(one.heldAt, reader),
                  state: text(one.state === 'aside' ? 'requests.page.aside' : 'requests.page.held'),
                  community: one.communityName,
                })}
              />
            ))}
            {matters.map((matter) => (
              <MatterRow
                mark={markOf({ status: matter.status })}
                title={matter.title}
                href={`/r/${matter.token}`}
                about={text('requests.page.me.about', {
                  ago: sayAgo(matter.reportedAt, reader),
                  state: text(`requests.page.status.${matter.status}`),
                  community: matter.communityName,
                })}
              />
            ))}
          </Rows>
        )}
      </Card>
      <LinkButton word={text('requests.page.me.sessions')} href="/me/sessions" />
      <LinkButton href="/me/data" icon="eye" word={text('requests.page.me.data')} />
      <PageForm action="/me/sign-out" reader={reader}>
        <Button icon="log-out" word={text('requests.page.me.sign_out')} />
      </PageForm>
    </>
  )
}

export type SignInProps = {
  reader: Reader
  phone: string
  /** A code was sent to the phone and is asked for now. */
  asksCode: boolean
  waitSeconds?: number | undefined
  errors: { phone?: string; code?: string }
}

/** First the phone, then the code that it got: one question at a time. */
export function SignInForm({ reader, phone, asksCode, waitSeconds, errors }: SignInProps): JSX.Element {
  const { text } = reader
  if (!asksCode) {
    return (
      <Card>
        <p safe>{text('requests.page.me.why')}</p>
        <PageForm action="/me/code" reader={reader}>
          <Field
            name="phone"
            kind="tel"
            inputMode="tel"
            autocomplete="tel"
            label={text('requests.page.me.phone')}
            hint={text('requests.page.me.phone.hint')}
            main
            value={phone}
            error={errors.phone}
          />
          <Button look="primary" icon="send" word={text('requests.page.me.ask')} />
        </PageForm>
      </Card>
    )
  }
  return (
    <Card>
      <Notice
        kind="calm"
        live="status"
        title={text('requests.page.me.sent', { phone: sayPhone(phone) })}
        words={waitSeconds === undefined ? undefined : text('requests.page.me.wait', { seconds: waitSeconds })}
      />
      <PageForm action="/me/sign-in" reader={reader} kept={{ phone }}>
        <Field
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={6}
          label={text('requests.page.me.code')}
          main
          error={errors.code}
        />
        <Button look="primary" icon="check" word={text('requests.page.me.sign_in')} />
        <Button icon="undo-2" word={text('requests.page.me.again')} formAction="/me/code" />
      </PageForm>
    </Card>
  )
}
