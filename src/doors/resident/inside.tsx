import type { Text } from '../../platform/i18n/text.ts'
import { attribute, Button, CallButton, Card, Field, LinkButton, Notice } from '../../platform/pages/index.ts'

export type HomeProps = {
  text: Text
  typed: string
  wrong: boolean
  demoPlaque: string | null
  phone: string | null
}

/** Two sentences of what this is, and the ways on: a plaque's code, one's own matters, a phone call. */
export function HomePage({ text, typed, wrong, demoPlaque, phone }: HomeProps): JSX.Element {
  return (
    <>
      <p safe>{text('resident.home.what')}</p>
      {demoPlaque !== null && (
        <Notice kind="calm" title={text('resident.home.demo')} words={text('resident.home.demo.words')} icon="house">
          <p class="way">
            <a href={attribute(`/p/${demoPlaque}`)} safe>
              {text('resident.home.demo.open', { code: demoPlaque })}
            </a>
          </p>
        </Notice>
      )}
      <Card>
        <form method="get" action="/">
          <Field
            name="code"
            label={text('resident.home.code')}
            hint={text('resident.home.code.hint')}
            value={typed}
            error={wrong ? text('resident.home.code.wrong') : undefined}
            autocomplete="off"
            maxLength={12}
            main
          />
          <Button look="primary" word={text('resident.home.open')} />
        </form>
      </Card>
      <div class="acts">
        <LinkButton href="/me" icon="inbox" word={text('resident.home.me')} />
        {phone !== null && <CallButton phone={phone} word={text('resident.call', { phone })} />}
      </div>
    </>
  )
}

export type FeedbackProps = {
  text: Text
  typed: { text: string; contact: string }
  errors?: { text?: string; contact?: string }
}

export function FeedbackForm({ text, typed, errors = {} }: FeedbackProps): JSX.Element {
  return (
    <Card>
      <p safe>{text('resident.feedback.why')}</p>
      <form method="post" action="/feedback">
        <Field
          name="text"
          label={text('resident.feedback.text')}
          rows={5}
          main
          value={typed.text}
          error={errors.text}
        />
        <Field
          name="contact"
          label={text('resident.feedback.contact')}
          hint={text('resident.feedback.contact.hint')}
          value={typed.contact}
          error={errors.contact}
        />
        <Button look="primary" icon="send" word={text('resident.feedback.send')} />
      </form>
    </Card>
  )
}

export function ThankYou({ text }: { text: Text }): JSX.Element {
  return (
    <>
      <Notice
        kind="done"
        live="status"
        title={text('resident.feedback.thanks')}
        words={text('resident.feedback.thanks.words')}
      />
      <LinkButton href="/" icon="house" word={text('resident.home.link')} />
    </>
  )
}
