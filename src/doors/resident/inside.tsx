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
