import { attribute } from './attribute.ts'
import { FieldError } from './field.tsx'
import { Icon } from './icon.tsx'

export type PhotoInputProps = {
  name: string
  /** "拍照". The phone asks whether to take one or choose one. */
  word: string
  hint?: string | undefined
  error?: string | undefined
  multiple?: boolean | undefined
}

/**
 * A button that takes photos. The browser's own line with the chosen file's name stays visible beneath it: without a
 * script it is the only sign that a photo is there.
 */
export function PhotoInput({ name, word, hint, error, multiple = false }: PhotoInputProps): JSX.Element {
  const id = attribute(`field-${name}`)
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class="photo">
      <label class="button plain" for={id}>
        <Icon name="camera" />
        <span safe>{word}</span>
      </label>
      <input
        type="file"
        accept="image/*"
        id={id}
        name={attribute(name)}
        multiple={multiple}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={described === '' ? undefined : described}
      />
      {hint !== undefined && (
        <p class="soft" id={`${id}-hint`} safe>
          {hint}
        </p>
      )}
      {error !== undefined && <FieldError id={`${id}-error`} words={error} />}
    </div>
  )
}
