import { Button, CallButton, Field, LinkButton, PicturePicker, Step } from '../../../platform/pages/index.ts'
import type { ServedPlace } from '../../places/index.ts'
import type { Reader } from './deps.ts'
import { type Draft, type DraftErrors, draftFields } from './draft.ts'
import { CallFirst } from './emergency.tsx'
import { pictureOptions } from './kinds.ts'
import { PhotosField } from './parts.tsx'
import { draftPhotoUrl } from './report-form.tsx'

export type StepNumber = 1 | 2 | 3 | 4 | 5
export type LargeStepProps = {
  step: StepNumber
  place: ServedPlace
  code: string
  draft: Draft
  errors: DraftErrors
  button: string
  promise: string
  urgent: boolean
  reader: Reader
}

/** Large mode asks one thing on a screen; what was answered goes along unseen (look/phones.png, picture 3). */
export function LargeStep(props: LargeStepProps): JSX.Element {
  const { step } = props
  return (
    <>
      {questions[step](props)}
      <CallNearest {...props} />
    </>
  )
}

const without = (fields: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.some((one) => name.startsWith(one))))

function keptWith(props: LargeStepProps, ...asked: string[]): Record<string, string> {
  const { draft, reader } = props
  return { ...without(draftFields(draft), ...asked), ...(reader.csrf !== '' && { _csrf: reader.csrf }) }
}

function stepHead({ step, reader }: LargeStepProps, question: string) {
  return { counter: reader.text('requests.page.step', { step }), question: reader.text(question) }
}

function What(props: LargeStepProps): JSX.Element {
  const { code, draft, reader } = props
  return (
    <Step
      {...stepHead(props, 'requests.page.step.what')}
      action={`/p/${code}?step=2`}
      kept={keptWith(props, 'category')}
    >
      {draft.text === '' && <input type="hidden" name="text" value="" />}
      <PicturePicker
        name="category"
        legend={reader.text('requests.page.kinds')}
        legendHidden
        options={pictureOptions(reader)}
        tap="send"
      />
      <Button
        look="primary"
        kind="button"
        icon="mic"
        word={reader.text('requests.page.large.speak')}
        does="speak"
        hidden
      />
    </Step>
  )
}

function Words(props: LargeStepProps): JSX.Element {
  const { code, draft, errors, urgent, reader } = props
  const { text } = reader
  return (
    <Step
      {...stepHead(props, 'requests.page.step.words')}
      action={`/p/${code}?step=3`}
      kept={{ ...keptWith(props, 'text'), ...(urgent && { warned: '1' }) }}
    >
      {urgent && <CallFirst reader={reader} />}
      <Field
        name="text"
        label={text('requests.page.text')}
        hint={text(
          draft.category === '' || draft.category === 'other'
            ? 'requests.page.text.hint'
            : 'requests.page.text.optional',
        )}
        rows={4}
        main
        value={draft.text}
        error={errors.text}
      />
      <Button kind="button" icon="mic" word={text('requests.page.large.speak')} does="speak" hidden />
      <Onwards code={code} step={2} reader={reader} />
    </Step>
  )
}

function Photos(props: LargeStepProps): JSX.Element {
  const { code, draft, errors, reader } = props
  const { text } = reader
  return (
    <Step
      {...stepHead(props, 'requests.page.step.photo')}
      action={`/p/${code}?step=4`}
      kept={keptWith(props, 'photo.')}
      carriesFiles
    >
      <p class="soft" safe>
        {text('requests.page.step.photo.hint')}
      </p>
      <PhotosField
        reader={reader}
        kept={draft.photos}
        urlOf={draftPhotoUrl(code, draft)}
        word={text('requests.page.photo')}
        error={errors.photos}
      />
      <Onwards code={code} step={3} reader={reader} />
    </Step>
  )
}

function Phone(props: LargeStepProps): JSX.Element {
  const { code, draft, errors, reader } = props
  const { text } = reader
  return (
    <Step {...stepHead(props, 'requests.page.step.phone')} action={`/p/${code}?step=5`} kept={keptWith(props, 'phone')}>
      <Field
        name="phone"
        kind="tel"
        inputMode="tel"
        autocomplete="tel"
        label={text('requests.page.phone')}
        hint={text('requests.page.phone.hint')}
        main
        value={draft.phone}
        error={errors.phone}
      />
      <Onwards code={code} step={4} reader={reader} />
    </Step>
  )
}

function Name(props: LargeStepProps): JSX.Element {
  const { code, draft, errors, button, promise, reader } = props
  const { text } = reader
  return (
    <Step {...stepHead(props, 'requests.page.step.name')} action={`/p/${code}`} kept={keptWith(props, 'name')}>
      <Field
        name="name"
        autocomplete="name"
        label={text('requests.page.name')}
        hint={text('requests.page.name.hint')}
        main
        value={draft.name}
        error={errors.name}
      />
      <Button look="primary" icon="send" word={button} />
      <p class="soft" safe>{`${promise}${text('requests.page.private')}`}</p>
      <Back code={code} step={5} reader={reader} />
    </Step>
  )
}

type Way = Pick<LargeStepProps, 'code' | 'step' | 'reader'>

function Onwards(props: Way): JSX.Element {
  return (
    <>
      <Button look="primary" word={props.reader.text('requests.page.next')} />
      <Back {...props} />
    </>
  )
}

/** Back to the question before, with whatever is typed here. */
function Back({ code, step, reader }: Way): JSX.Element {
  return (
    <Button word={reader.text('requests.page.previous')} icon="undo-2" formAction={`/p/${code}?step=${step - 1}`} />
  )
}

/** What each step asks, in their order. */
const questions: Readonly<Record<StepNumber, (props: LargeStepProps) => JSX.Element>> = {
  1: What,
  2: Words,
  3: Photos,
  4: Phone,
  5: Name,
}

/** A phone call is always the other way to do the same. */
function CallNearest({ step, place, code, reader }: LargeStepProps): JSX.Element {
  const { text } = reader
  const lead = place.leads.toSorted((a, b) => a.level - b.level).find((one) => one.phone !== null)
  const { name, phone } = lead?.phone ? { name: lead.name, phone: lead.phone } : place.community
  return (
    <div class="acts">
      <CallButton phone={phone} word={text('requests.page.call', { name })} look="plain" />
      {step === 1 && (
        <LinkButton href={`/p/${code}?view=place`} icon="users" word={text('requests.page.large.place')} />
      )}
    </div>
  )
}
