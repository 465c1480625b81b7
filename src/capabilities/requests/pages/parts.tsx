import type { Children } from '@kitajs/html'
import type { IconName } from '../../../platform/look/icons.ts'
import { attribute, FieldError, Icon, linkTo, PhotoInput } from '../../../platform/pages/index.ts'
import { maximumPhotos } from '../model.ts'
import type { Reader } from './deps.ts'
import { type KeptPhoto, photoFieldName } from './kept-photos.ts'

/** Fields that a form carries unseen. */
export function Hidden({ fields }: { fields: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={attribute(name)} value={attribute(value)} />
      ))}
    </>
  )
}

export type PageFormProps = {
  action: string
  reader: Reader
  kept?: Readonly<Record<string, string>> | undefined
  carriesFiles?: boolean | undefined
  id?: string | undefined
  /** JSON for the page's script: what the button and the promise say for each picture. */
  told?: string | undefined
  children: Children
}

/** A form that posts, with what a signed-in person's session asks of every form. */
export function PageForm(props: PageFormProps): JSX.Element {
  const { action, reader, kept = {}, carriesFiles = false, id, told, children } = props
  const fields = reader.csrf === '' ? kept : { ...kept, _csrf: reader.csrf }
  return (
    <form
      method="post"
      action={linkTo(action)}
      enctype={carriesFiles ? 'multipart/form-data' : undefined}
      id={attribute(id)}
      data-told={attribute(told)}
    >
      <Hidden fields={fields} />
      {children}
    </form>
  )
}

export type FoldProps = {
  word: string
  icon: IconName
  open?: boolean | undefined
  /** As a link instead of a button: for what few want and nobody should tap by mistake. */
  quiet?: boolean
  children: Children
}

/** What few need, behind one line that opens without a script. */
export function Fold({ word, icon, open = false, quiet = false, children }: FoldProps): JSX.Element {
  return (
    <details class={['fold', quiet && 'quiet']} open={open}>
      <summary class={quiet ? undefined : 'button plain'}>
        {!quiet && <Icon name={icon} />}
        <span safe>{word}</span>
      </summary>
      <div class="folded">{children}</div>
    </details>
  )
}

export type CheckProps = {
  name: string
  value: string
  word: string
  checked?: boolean | undefined
  kind?: 'checkbox' | 'radio'
  children?: Children
}

/** A box to tick, or one of several, with its words as large a target as a button. */
export function Check({ name, value, word, checked = false, kind = 'checkbox', children }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input type={kind} name={attribute(name)} value={attribute(value)} checked={checked} />
      {children}
      <span safe>{word}</span>
    </label>
  )
}

export type PhotosFieldProps = {
  reader: Reader
  kept: readonly KeptPhoto[]
  /** Where a kept photo's small picture is fetched. */
  urlOf(photo: KeptPhoto): string
  word: string
  error?: string | undefined
}

/** Photos to send: those that were taken in already, each of which can be left out, and a button for more. */
export function PhotosField({ reader, kept, urlOf, word, error }: PhotosFieldProps): JSX.Element {
  const { text } = reader
  const room = maximumPhotos - kept.length
  return (
    <div data-photos={String(room)} data-remove={attribute(text('requests.page.photo.remove'))}>
      {kept.length > 0 && (
        <fieldset class="kept">
          <legend safe>{text('requests.page.photo.kept', { count: kept.length })}</legend>
          {kept.map((photo, order) => (
            <Check
              name={photoFieldName(order)}
              value={photo.signed}
              word={text('requests.page.photo.number', { number: order + 1 })}
              checked
            >
              <img src={linkTo(urlOf(photo))} alt="" width="64" height="64" />
            </Check>
          ))}
        </fieldset>
      )}
      {room > 0 && <PhotoInput name="photos" word={word} error={error} multiple={room > 1} />}
      {room <= 0 && error !== undefined && <FieldError id="field-photos-error" words={error} />}
    </div>
  )
}
