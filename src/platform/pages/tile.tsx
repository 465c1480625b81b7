import type { IconName } from '../look/icons.ts'
import { attribute } from './attribute.ts'
import { Icon } from './icon.tsx'

export type TileProps = {
  name: string
  value: string
  word: string
  icon: IconName
}

/**
 * A radio button drawn as a picture with its word. The radio stays in the page, unseen, so that keys, screen readers and
 * old browsers treat it as one; the tile beside it takes its look from `:checked`.
 */
export function RadioTile(props: TileProps & { checked: boolean; required?: boolean }): JSX.Element {
  const { name, value, word, icon, checked, required = false } = props
  return (
    <label>
      <input type="radio" name={attribute(name)} value={attribute(value)} checked={checked} required={required} />
      <span class="tile">
        <Icon name={icon} />
        <b safe>{word}</b>
      </span>
    </label>
  )
}

/** The same tile as a button that sends the form. */
export function SendTile({ name, value, word, icon }: TileProps): JSX.Element {
  return (
    <button class="tile" type="submit" name={attribute(name)} value={attribute(value)}>
      <Icon name={icon} />
      <b safe>{word}</b>
    </button>
  )
}
