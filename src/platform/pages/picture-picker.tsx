import type { IconName } from '../look/icons.ts'
import { attribute } from './attribute.ts'
import { FieldError } from './field.tsx'
import { RadioTile, SendTile } from './tile.tsx'

export type PictureOption = { value: string; word: string; icon: IconName }

export type PicturePickerProps = {
  name: string
  legend: string
  legendHidden?: boolean | undefined
  options: readonly PictureOption[]
  chosen?: string | undefined
  error?: string | undefined
  required?: boolean | undefined
  /** `choose` marks one and waits for the form's button; `send` sends the form at once (one question a screen). */
  tap?: 'choose' | 'send' | undefined
}

/** One choice among pictures with words. */
export function PicturePicker(props: PicturePickerProps): JSX.Element {
  const { name, legend, legendHidden = false, options, chosen, error, required = false, tap = 'choose' } = props
  const errorId = attribute(`field-${name}-error`)
  const tile = (option: PictureOption) =>
    tap === 'send'
      ? SendTile({ name, ...option })
      : RadioTile({ name, ...option, checked: option.value === chosen, required })
  return (
    <fieldset class={['tiles', tap]} aria-describedby={error === undefined ? undefined : errorId}>
      <legend class={legendHidden ? 'unseen' : undefined} safe>
        {legend}
      </legend>
      {error !== undefined && <FieldError id={errorId} words={error} />}
      <div>{options.map(tile)}</div>
    </fieldset>
  )
}
