import type { IconName } from '../look/icons.ts'
import { attribute } from './attribute.ts'
import { FieldError } from './field.tsx'
import { RadioTile } from './tile.tsx'

const faces: readonly IconName[] = ['angry', 'frown', 'meh', 'smile', 'laugh']

export type FacesProps = {
  name: string
  legend: string
  /** The words for 1, 2, 3, 4 and 5. */
  words: readonly [string, string, string, string, string]
  chosen?: 1 | 2 | 3 | 4 | 5 | undefined
  error?: string | undefined
  required?: boolean | undefined
}

/** How well it was done, from 5 down to 1: a face and its word in each row, so that nobody has to guess a face. */
export function Faces({ name, legend, words, chosen, error, required = false }: FacesProps): JSX.Element {
  const errorId = attribute(`field-${name}-error`)
  const row = (word: string, order: number) => {
    const value = String(order + 1)
    return RadioTile({ name, value, word, icon: faces[order] ?? 'meh', checked: value === String(chosen), required })
  }
  return (
    <fieldset class="tiles faces" aria-describedby={error === undefined ? undefined : errorId}>
      <legend safe>{legend}</legend>
      {error !== undefined && <FieldError id={errorId} words={error} />}
      <div>{words.map(row).reverse()}</div>
    </fieldset>
  )
}
