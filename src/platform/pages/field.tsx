import { attribute } from './attribute.ts'

export type FieldProps = {
  name: string
  label: string
  /** Why it is asked and whether it may be left out: "不留也行,留了好回您话". */
  hint?: string | undefined
  /** What to do now. The field is then marked wrong and keeps what was typed. */
  error?: string | undefined
  value?: string | undefined
  kind?: 'text' | 'tel' | 'email' | 'number' | 'date' | 'password' | 'search' | undefined
  /** Makes it a field of several lines. */
  rows?: number | undefined
  required?: boolean | undefined
  maxLength?: number | undefined
  autocomplete?: string | undefined
  inputMode?: 'numeric' | 'tel' | 'email' | 'search' | undefined
  placeholder?: string | undefined
  /** The heading above says it already: the label stays for screen readers only. */
  labelHidden?: boolean | undefined
  /** The field the page is about: drawn with the colour to act with. */
  main?: boolean | undefined
}

/** One question of a form: label, hint, error and field, wired for screen readers. */
export function Field(props: FieldProps): JSX.Element {
  const { label, hint, error, value, kind = 'text', rows, labelHidden = false, main = false } = props
  const id = attribute(`field-${props.name}`)
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ')
  const common = {
    id,
    name: attribute(props.name),
    required: props.required,
    maxlength: props.maxLength,
    placeholder: attribute(props.placeholder),
    autocomplete: props.autocomplete,
    'aria-invalid': error === undefined ? undefined : 'true',
    'aria-describedby': described === '' ? undefined : described,
  }
  return (
    <div class={['field', main && 'main']}>
      <p class={labelHidden && hint === undefined ? 'unseen' : undefined}>
        <label for={id} class={labelHidden ? 'unseen' : undefined} safe>
          {label}
        </label>{' '}
        {hint !== undefined && (
          <span class="soft" id={`${id}-hint`} safe>
            {hint}
          </span>
        )}
      </p>
      {error !== undefined && <FieldError id={`${id}-error`} words={error} />}
      {rows === undefined ? (
        <input type={kind} inputmode={props.inputMode} value={attribute(value)} {...common} />
      ) : (
        // A first line break inside a textarea is dropped by browsers: one is given so that a typed one stays.
        <textarea rows={String(rows)} {...common} safe>
          {`\n${value ?? ''}`}
        </textarea>
      )}
    </div>
  )
}

/** The sentence under a question that could not be taken as answered. */
export function FieldError({ id, words }: { id: string; words: string }): JSX.Element {
  return (
    <p class="error" id={id} safe>
      {words}
    </p>
  )
}
