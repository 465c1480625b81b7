import type { Text } from '../../../platform/i18n/text.ts'
import { Button, Card, Field, LinkButton, Notice } from '../../../platform/pages/index.ts'

export type FeedbackFormProps = {
  text: Text
  typed: { text: string; contact: string }
  errors?: { text?: string; contact?: string }
  /** More came from there than one person says: it was not taken, and what was typed is still there. */
  tooMuch?: boolean
}

export function FeedbackForm({ text, typed, errors = {}, tooMuch = false }: FeedbackFormProps): JSX.Element {
  return (
    <Card>
      {tooMuch && (
        <Notice
          kind="soon"
          live="alert"
          title={text('feedback.page.too_much')}
          words={text('feedback.page.too_much.words')}
        />
      )}
      <p safe>{text('feedback.page.why')}</p>
      <form method="post" action="/feedback">
        <Field name="text" label={text('feedback.page.text')} rows={5} main value={typed.text} error={errors.text} />
        <Field
          name="contact"
          label={text('feedback.page.contact')}
          hint={text('feedback.page.contact.hint')}
          value={typed.contact}
          error={errors.contact}
        />
        <Button look="primary" icon="send" word={text('feedback.page.send')} />
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
        title={text('feedback.page.thanks')}
        words={text('feedback.page.thanks.words')}
      />
      <LinkButton href="/" icon="house" word={text('feedback.page.home')} />
    </>
  )
}
