import { type IconName, icons } from '../look/icons.ts'
import { type MarkFrame, type MarkRect, markSize, type PanesLit, windowMark } from '../look/window-mark.ts'

/** Ids of the drawings that a page may hold; no field and no heading has an id of this form. */
export const iconId = (name: IconName) => `i-${name}`
export const markId = (lit: PanesLit, frame: MarkFrame) => `m-${frame}-${lit}`

/**
 * The drawings that a page refers to, each once. A page of a stairwell shows the same telephone nine times and the same
 * window twelve times: drawn where they stand they would be a third of what travels to an old phone.
 * @param html what the page shows, from this module's `Icon` and `WindowMark`
 */
export function drawingsOf(html: string): JSX.Element {
  const wanted = new Set([...html.matchAll(/<use href="#([im]-[a-z0-9-]+)"/g)].map(([, id = '']) => id))
  return (
    <svg class="unseen" aria-hidden="true">
      {[...wanted].map(symbolOf)}
    </svg>
  )
}

function symbolOf(id: string): JSX.Element {
  const name = id.slice(2)
  if (id.startsWith('i-')) {
    const safeMarkup = icons[name as IconName]
    return (
      <symbol id={id} viewBox="0 0 24 24">
        {safeMarkup}
      </symbol>
    )
  }
  const [frame, lit] = name.split('-')
  return (
    <symbol id={id} viewBox={`0 0 ${markSize} ${markSize}`}>
      <MarkRects lit={Number(lit) as PanesLit} frame={frame as MarkFrame} />
    </symbol>
  )
}

/** The frame and the four panes. */
export function MarkRects({ lit, frame }: { lit: PanesLit; frame: MarkFrame }): JSX.Element {
  return <>{windowMark({ lit, frame }).map(Rectangle)}</>
}

function Rectangle({ x, y, width, height, rx, fill, stroke, strokeWidth, dash }: MarkRect): JSX.Element {
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={rx}
      fill={fill}
      stroke={stroke}
      stroke-width={strokeWidth}
      stroke-dasharray={dash}
    />
  )
}
