import { Button, Card, Notice, Rows } from '../../../platform/pages/index.ts'
import type { OpenMatter } from '../tracking.ts'
import { titleFrom } from '../words-in-public.ts'
import { aboutMatter, OpenMatterRow } from './around-card.tsx'
import type { Reader } from './deps.ts'
import { type Draft, draftFields } from './draft.ts'
import { CallFirst } from './emergency.tsx'
import { Check, PageForm } from './parts.tsx'

export type Concerns = {
  /** "先打 119" was not shown yet for what was chosen. */
  urgent: boolean
  similar: readonly OpenMatter[]
  /** What looks like a phone, a door number or a name in what was typed. */
  personal: readonly string[]
}

/**
 * Between typing and sending: who has said the same, what others will see, and what is better called first. Nothing is
 * sent yet, and everything typed is carried on.
 */
export function BeforeSending(props: {
  concerns: Concerns
  draft: Draft
  code: string
  button: string
  reader: Reader
}): JSX.Element {
  const { concerns, draft, code, button, reader } = props
  const { urgent, similar, personal } = concerns
  const { text } = reader
  const [first] = similar
  return (
    <PageForm action={`/p/${code}`} reader={reader} kept={{ ...draftFields(draft), warned: '1', confirm: '1' }}>
      {urgent && <CallFirst reader={reader} />}
      {first !== undefined && (
        <Card title={text('requests.page.similar', { ago: aboutMatter(first, reader).split('·')[0]?.trim() ?? '' })}>
          <Rows>
            {similar.map((matter) => (
              <OpenMatterRow
                matter={matter}
                reader={reader}
                joinAt={`/p/${code}/join/${matter.id}`}
                word={text('requests.page.me_too')}
              />
            ))}
          </Rows>
          <p class="soft" safe>
            {text('requests.page.similar.words')}
          </p>
        </Card>
      )}
      {personal.length > 0 && (
        <Notice
          kind="soon"
          title={text('requests.page.personal', { parts: personal.join(text('requests.page.list.comma')) })}
        >
          <p safe>{text('requests.page.personal.words', { title: titleFrom(draft.text) })}</p>
          <Check name="clean" value="1" word={text('requests.page.personal.clean')} />
        </Notice>
      )}
      <div class="acts">
        <Button
          look={similar.length > 0 ? 'plain' : 'primary'}
          icon="send"
          word={
            urgent
              ? text('requests.page.emergency.send')
              : similar.length > 0
                ? text('requests.page.similar.other')
                : button
          }
        />
        <Button
          look="plain"
          icon="undo-2"
          word={text('requests.page.back')}
          formAction={`/p/${code}?step=${reader.large ? '2' : 'edit'}`}
        />
      </div>
    </PageForm>
  )
}
