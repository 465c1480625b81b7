import { Button, CallButton, Card, Faces, Field } from '../../../platform/pages/index.ts'
import type { VoiceCommand } from '../model.ts'
import type { Tracked } from '../tracking.ts'
import type { Reader } from './deps.ts'
import type { KeptPhoto } from './kept-photos.ts'
import { Fold, PageForm, PhotosField } from './parts.tsx'

/** What was typed into one of the page's forms and could not be taken: shown again where it was typed. */
export interface Said {
  readonly what: VoiceCommand['type']
  readonly id: string
  readonly text: string
  readonly photos: readonly KeptPhoto[]
  readonly error: string | undefined
}

export type ActionProps = {
  tracked: Tracked
  /** A new id for each form: pressed twice, it is the same command. */
  commandId: string
  said: Said | null
  reader: Reader
}

const action = (props: ActionProps) => `/r/${props.tracked.token}`
const kept = ({ commandId, said }: ActionProps, what: VoiceCommand['type']) => ({
  do: what,
  id: said?.what === what ? said.id : commandId,
})
const typed = ({ said }: ActionProps, what: VoiceCommand['type']) =>
  said?.what === what ? { value: said.text, error: said.error } : {}

/** The one thing that is asked of the neighbour now, if any is. */
export function Asked(props: ActionProps): JSX.Element | null {
  switch (whatIsAsked(props.tracked)) {
    case 'confirm':
      return <ConfirmForm {...props} />
    case 'answer':
      return <AnswerForm {...props} />
    case 'rate':
      return <RateForm {...props} />
    default:
      return null
  }
}

function whatIsAsked({ can, status, voice }: Tracked): 'confirm' | 'answer' | 'rate' | null {
  if (status === 'resolved' && can.confirm) return 'confirm'
  if (status === 'needs_info' && can.tell) return 'answer'
  return status === 'closed' && can.confirm && voice.score === null ? 'rate' : null
}

/** The same as long as the same thing is asked. */
export const askedKind = (tracked: Tracked): string =>
  `${whatIsAsked(tracked)} ${tracked.story.filter((line) => line.type === 'asked').length}`

/** The same as long as the same can be done. */
export const actsKind = ({ can, handler, status }: Tracked): string =>
  [...Object.keys(can).filter((type) => can[type as keyof typeof can]), handler?.name, status].join(' ')

/** What else the neighbour can do, the rarer the quieter. */
export function Actions(props: ActionProps): JSX.Element {
  const { tracked, reader } = props
  const { can, handler } = tracked
  const asked = whatIsAsked(tracked)
  const phone = handler?.phone ?? null
  return (
    <div class="acts">
      {can.tell && asked !== 'answer' && <TellFold {...props} />}
      {phone !== null && (
        <CallButton
          phone={phone}
          word={reader.text('requests.page.call', { name: handler?.name ?? '' })}
          look={asked === null ? 'primary' : 'plain'}
        />
      )}
      {can.reopen && <ReopenFold {...props} />}
      {can.withdraw && <WithdrawFold {...props} />}
    </div>
  )
}

/** "Yes" is one tap; "not yet" asks what is missing, so that the next one who comes knows. */
function ConfirmForm(props: ActionProps): JSX.Element {
  const { said, reader } = props
  const { text } = reader
  return (
    <Card title={text('requests.page.confirm')} id="answer">
      <PageForm action={action(props)} reader={reader} kept={kept(props, 'confirm')}>
        <Button look="primary" icon="check" name="solved" value="yes" word={text('requests.page.confirm.yes')} />
      </PageForm>
      <Fold word={text('requests.page.confirm.no')} icon="x" open={said?.what === 'confirm'}>
        <PageForm action={action(props)} reader={reader} kept={kept(props, 'confirm')}>
          <Field name="text" label={text('requests.page.reopen.words')} rows={3} main {...typed(props, 'confirm')} />
          <Button icon="send" name="solved" value="no" word={text('requests.page.reopen.send')} />
        </PageForm>
      </Fold>
    </Card>
  )
}

/** Who had it last: a matter that is closed has no handler any more, but somebody did it. */
function lastHandler({ handler, story }: Tracked): string | undefined {
  const names = story.map(({ data }) => data.handlerName ?? data.toName)
  return handler?.name ?? names.findLast((name): name is string => typeof name === 'string' && name !== '')
}

function RateForm(props: ActionProps): JSX.Element {
  const { text } = props.reader
  const word = (score: number) => text('requests.page.score', { score })
  return (
    <Card title={text('requests.page.rate')} id="answer">
      <PageForm action={action(props)} reader={props.reader} kept={{ ...kept(props, 'confirm'), solved: 'yes' }}>
        <Faces
          name="score"
          legend={text('requests.page.rate.words')}
          words={[word(1), word(2), word(3), word(4), word(5)]}
          required
        />
        <Field
          name="text"
          label={text('requests.page.confirm.words')}
          hint={text('requests.page.optional')}
          rows={2}
          {...typed(props, 'confirm')}
        />
        <Button
          look="primary"
          icon="send"
          word={text('requests.page.rate.send', { name: lastHandler(props.tracked) ?? text('requests.page.someone') })}
        />
      </PageForm>
    </Card>
  )
}

function TellFields({ props, label }: { props: ActionProps; label: string }): JSX.Element {
  const { tracked, said, reader } = props
  const { text } = reader
  const mine = said?.what === 'tell' ? said : null
  return (
    <>
      <Field name="text" label={label} rows={3} main {...typed(props, 'tell')} />
      <div class="pair">
        <PhotosField
          reader={reader}
          kept={mine?.photos ?? []}
          urlOf={(photo) => `/r/${tracked.token}/photos/${photo.signed}`}
          word={text('requests.page.photo')}
        />
        <Button kind="button" icon="mic" word={text('requests.page.speak')} does="speak" hidden />
      </div>
    </>
  )
}

function AnswerForm(props: ActionProps): JSX.Element {
  const { tracked, reader } = props
  const { text } = reader
  const question = tracked.story.findLast((line) => line.type === 'asked')?.text ?? ''
  return (
    <Card
      title={text('requests.page.asked', { who: tracked.handler?.name ?? text('requests.page.someone') })}
      id="answer"
    >
      <blockquote safe>{question}</blockquote>
      <PageForm action={action(props)} reader={reader} kept={kept(props, 'tell')} carriesFiles>
        <TellFields props={props} label={text('requests.page.answer')} />
        <Button look="primary" icon="send" word={text('requests.page.answer.send')} />
      </PageForm>
    </Card>
  )
}

function TellFold(props: ActionProps): JSX.Element {
  const { text } = props.reader
  return (
    <Fold word={text('requests.page.add')} icon="message-circle" open={props.said?.what === 'tell'}>
      <PageForm action={action(props)} reader={props.reader} kept={kept(props, 'tell')} carriesFiles>
        <TellFields props={props} label={text('requests.page.add.words')} />
        <Button icon="send" word={text('requests.page.add.send')} />
      </PageForm>
    </Fold>
  )
}

function ReopenFold(props: ActionProps): JSX.Element {
  const { text } = props.reader
  return (
    <Fold word={text('requests.page.reopen')} icon="undo-2" open={props.said?.what === 'reopen'}>
      <PageForm action={action(props)} reader={props.reader} kept={kept(props, 'reopen')}>
        <Field name="text" label={text('requests.page.reopen.words')} rows={3} main {...typed(props, 'reopen')} />
        <Button icon="send" word={text('requests.page.reopen.send')} />
      </PageForm>
    </Fold>
  )
}

function WithdrawFold(props: ActionProps): JSX.Element {
  const { text } = props.reader
  return (
    <Fold word={text('requests.page.withdraw')} icon="x" open={props.said?.what === 'withdraw'} quiet>
      <PageForm action={action(props)} reader={props.reader} kept={kept(props, 'withdraw')}>
        <Field
          name="text"
          label={text('requests.page.withdraw.words')}
          hint={text('requests.page.optional')}
          {...typed(props, 'withdraw')}
        />
        <Button icon="x" word={text('requests.page.withdraw.send')} />
      </PageForm>
    </Fold>
  )
}
