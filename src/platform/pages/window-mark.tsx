import { type MarkFrame, markSize, type PanesLit } from '../look/window-mark.ts'
import { attribute } from './attribute.ts'
import { MarkRects, markId } from './drawings.tsx'

export type WindowMarkProps = {
  lit: PanesLit
  frame: MarkFrame
  /** 28 px in lists, 40 px in a page's head, 132 px on a tracking page. */
  size?: 'small' | 'head' | 'large' | undefined
  /** Said to screen readers; leave it out where the same words stand beside the mark. */
  label?: string | undefined
  /** The last lit pane lights up before the reader's eyes: only on the page that follows their own confirmation. */
  lighting?: boolean | undefined
}

const pixels = { small: '28', head: '40', large: '132' } as const

/**
 * The window whose lit panes are the state of a request. The large one is drawn where it stands, since its last pane may
 * light up.
 */
export function WindowMark({ lit, frame, size = 'small', label, lighting = false }: WindowMarkProps): JSX.Element {
  return (
    <svg
      class={['mark', size === 'large' && size, lighting && 'lighting']}
      viewBox={size === 'large' ? `0 0 ${markSize} ${markSize}` : undefined}
      width={pixels[size]}
      height={pixels[size]}
      role={label === undefined ? undefined : 'img'}
      aria-label={attribute(label)}
      aria-hidden={label === undefined ? 'true' : undefined}
    >
      {size === 'large' ? <MarkRects lit={lit} frame={frame} /> : <use href={`#${markId(lit, frame)}`} />}
    </svg>
  )
}
