import { Button, Card, Field, Notice, PicturePicker } from '../../../platform/pages/index.ts'
import { leadRoleByLevel } from '../../people/index.ts'
import type { ServedPlace } from '../../places/index.ts'
import type { Category } from '../model.ts'
import type { Reader } from './deps.ts'
import type { Draft, DraftErrors } from './draft.ts'
import type { KeptPhoto } from './kept-photos.ts'
import { type AboutChoice, pictureOptions } from './kinds.ts'
import { Check, Fold, PageForm, PhotosField } from './parts.tsx'

/** The words under and on the button, once for what is usual and once for each picture. */
export interface Promises {
  readonly button: string
  readonly promise: string
  readonly others: string
  /** Category code → [button, promise]: the page's script says it as soon as a picture is chosen. */
  readonly byKind: Readonly<Record<string, readonly [string, string]>>
}

/** For the page's script: a line for each picture. JSON would weigh twice as much, since each of its quotes is escaped. */
const toldLines = ({ byKind }: Promises) =>
  Object.entries(byKind)
    .map((line) => line.flat().join('\t'))
    .join('\n')

export type ReportFormProps = {
  place: ServedPlace
  code: string
  draft: Draft
  errors: DraftErrors
  promises: Promises
  /** A category without a picture that the address or an earlier page chose. */
  chosen: Category | null
  urgent: boolean
  reader: Reader
}

/** Where a kept photo is fetched while its form is not sent yet. */
export const draftPhotoUrl = (code: string, draft: Pick<Draft, 'id'>) => (photo: KeptPhoto) =>
  `/p/${code}/photos/${photo.signed}?form=${draft.id}`

/** The form of the plaque page: one sentence is enough, everything else may stay empty. */
export function ReportForm(props: ReportFormProps): JSX.Element {
  const { place, code, draft, errors, promises, chosen, urgent, reader } = props
  const { text, language } = reader
  const kept = {
    id: draft.id,
    tell: draft.tellId,
    ...(chosen && { category: chosen.code }),
    ...(urgent && { warned: '1' }),
  }
  const others = promises.others
  return (
    <Card title={text('requests.page.tell')} id="tell">
      <PageForm action={`/p/${code}`} reader={reader} kept={kept} carriesFiles told={toldLines(promises)}>
        {chosen !== null && <Notice kind="calm" title={chosen.names[language]} icon="message-circle" />}
        <Field
          name="text"
          label={text('requests.page.text')}
          labelHidden
          rows={3}
          main
          value={draft.text}
          error={errors.text}
          placeholder={text('requests.page.text.example')}
        />
        {chosen === null && (
          <PicturePicker
            name="category"
            legend={text('requests.page.kinds')}
            legendHidden
            options={pictureOptions(reader)}
            chosen={draft.category}
          />
        )}
        <div class="pair">
          <PhotosField
            reader={reader}
            kept={draft.photos}
            urlOf={draftPhotoUrl(code, draft)}
            word={text('requests.page.photo')}
            error={errors.photos}
          />
          <Button kind="button" icon="mic" word={text('requests.page.speak')} does="speak" hidden />
        </div>
        <Field
          name="phone"
          kind="tel"
          inputMode="tel"
          autocomplete="tel"
          label={text('requests.page.phone')}
          hint={text('requests.page.phone.hint')}
          value={draft.phone}
          error={errors.phone}
        />
        <Field
          name="name"
          autocomplete="name"
          label={text('requests.page.name')}
          hint={text('requests.page.name.hint')}
          value={draft.name}
          error={errors.name}
        />
        <Button look="primary" icon="send" word={promises.button} />
        <p class="soft">
          <span data-promise safe>
            {promises.promise}
          </span>
          {others !== '' && (
            <span data-others safe>
              {others}
            </span>
          )}
          <span safe>{text('requests.page.private')}</span>
        </p>
        <ComplaintFold place={place} draft={draft} reader={reader} />
      </PageForm>
    </Card>
  )
}

/** A complaint goes around the one it is about; it has a button of its own, so that it is never sent as a wish. */
export function ComplaintFold({ place, draft, reader }: Pick<ReportFormProps, 'place' | 'draft' | 'reader'>) {
  const { text } = reader
  const choices: { value: AboutChoice; word: string }[] = []
  for (const level of [1, 2, 3] as const) {
    const lead = place.leads.find((one) => one.level === level)
    const role = text('requests.page.role', { level })
    if (lead) choices.push({ value: leadRoleByLevel[level], word: `${lead.name} ${role}` })
  }
  for (const kind of ['property', 'committee'] as const) {
    const desk = place.desks.find((one) => one.kind === kind)
    if (desk) choices.push({ value: kind, word: desk.name })
  }
  return (
    <Fold word={text('requests.page.complaint')} icon="shield" open={draft.complaint} quiet>
      <p class="soft" safe>
        {text('requests.page.complaint.words')}
      </p>
      <fieldset class="checks">
        <legend safe>{text('requests.page.complaint.about')}</legend>
        {choices.map(({ value, word }) => (
          <Check kind="radio" name="about" value={value} word={word} checked={draft.about === value} />
        ))}
        <Check
          kind="radio"
          name="about"
          value=""
          word={text('requests.page.complaint.other')}
          checked={draft.complaint && draft.about === null}
        />
      </fieldset>
      <Check name="confidential" value="1" word={text('requests.page.confidential')} checked={draft.confidential} />
      <Button name="kind" value="complaint" icon="shield" word={text('requests.page.complaint.send')} />
    </Fold>
  )
}
