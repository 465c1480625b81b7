import { Button, Card, MatterRow, Rows } from '../../../platform/pages/index.ts'
import type { OpenMatter } from '../tracking.ts'
import type { Reader } from './deps.ts'
import { Part } from './live-parts.tsx'
import { PageForm } from './parts.tsx'
import { markOf } from './status.ts'
import { sayAgo } from './times.ts'

/** "2 小时前 · 有人在办 · 4 户说了" */
export function aboutMatter(matter: OpenMatter, reader: Reader): string {
  const { text } = reader
  return text('requests.page.around.about', {
    ago: sayAgo(matter.reportedAt, reader),
    state: text(matter.overdue ? 'requests.page.status.overdue' : `requests.page.status.${matter.status}`),
    voices: matter.voices,
  })
}

/** One open matter with "me too". The button says which matter it is for to who cannot see the row. */
export function OpenMatterRow(props: {
  matter: OpenMatter
  reader: Reader
  joinAt: string
  word: string
}): JSX.Element {
  const { matter, reader, joinAt, word } = props
  const mark = markOf({ status: matter.status, overdue: matter.overdue })
  return (
    <MatterRow mark={mark} title={matter.title} about={aboutMatter(matter, reader)}>
      <Button look="pill" word={word} formAction={joinAt} />
    </MatterRow>
  )
}

/** What is going on in this stairwell, so that nobody runs after alone what four have said already. */
export function AroundCard(props: {
  matters: readonly OpenMatter[]
  formId: string
  code: string
  reader: Reader
}): JSX.Element {
  const { matters, formId, code, reader } = props
  const { text } = reader
  return (
    <Card title={text('requests.page.around')}>
      <PageForm action={`/p/${code}`} reader={reader} kept={{ id: formId }}>
        <Around matters={matters} code={code} reader={reader} />
      </PageForm>
    </Card>
  )
}

/** The part of the card that changes while somebody reads it. It is the same for all readers of a language. */
export function Around(props: { matters: readonly OpenMatter[]; code: string; reader: Reader }): JSX.Element {
  const { matters, code, reader } = props
  const { text } = reader
  return (
    <Part name="around">
      {matters.length === 0 ? (
        <p class="soft" safe>
          {text('requests.page.around.empty')}
        </p>
      ) : (
        <Rows>
          {matters.map((matter) => (
            <OpenMatterRow
              matter={matter}
              reader={reader}
              joinAt={`/p/${code}/join/${matter.id}`}
              word={text('requests.page.me_too')}
            />
          ))}
        </Rows>
      )}
    </Part>
  )
}
