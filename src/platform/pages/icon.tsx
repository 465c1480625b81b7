import { type IconName, icons } from '../look/icons.ts'

/** A lucide icon. It is never alone: the word stands beside it, so it says nothing to a screen reader. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  const safeMarkup = icons[name]
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      {safeMarkup}
    </svg>
  )
}
