import type { IconName } from '../look/icons.ts'
import { iconId } from './drawings.tsx'

/**
 * A lucide icon, drawn once at the page's end. It is never alone: the word stands beside it, so it says nothing to a
 * screen reader. Its size is the stylesheet’s; the width is for a page that came without it.
 */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" width="24" aria-hidden="true">
      <use href={`#${iconId(name)}`} />
    </svg>
  )
}
