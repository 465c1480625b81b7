import { type MarkFrame, markSize, type PanesLit, windowMark } from '../look/window-mark.ts'
import { type ClockedMatter, isOver } from './clock-words.ts'
import type { Moment } from './moments.ts'

/** How many panes a matter has lit. A question or a shelf holds what was lit before it. */
const panes: Readonly<Record<string, PanesLit>> = { reported: 1, needs_info: 1, accepted: 2, shelved: 2, resolved: 3 }

/** What the window of a matter looks like. Nothing but a neighbour's word lights the fourth pane. */
export function markOf(matter: ClockedMatter, now: Moment): { lit: PanesLit; frame: MarkFrame } {
  const { status, closing, deadline } = matter
  if (status === 'closed') return { lit: closing === 'unconfirmed' ? 3 : 4, frame: 'calm' }
  const lit = panes[status] ?? 0
  if (lit === 0) return { lit, frame: 'unlit' }
  if (status === 'needs_info' || status === 'shelved') return { lit, frame: 'paused' }
  return { lit, frame: isOver(deadline, now) ? 'over' : 'calm' }
}

/** The window, drawn; the word for it stands beside it. */
export function WindowMark({ lit, frame, size }: { lit: PanesLit; frame: MarkFrame; size: number }) {
  return (
    <svg
      className="window-mark"
      viewBox={`0 0 ${markSize} ${markSize}`}
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      {windowMark({ lit, frame }).map((rect) => (
        <rect
          key={`${rect.x} ${rect.y}`}
          x={rect.x}
          y={rect.y}
          width={rect.width}
          height={rect.height}
          rx={rect.rx}
          fill={rect.fill}
          stroke={rect.stroke}
          strokeWidth={rect.strokeWidth}
          strokeDasharray={rect.dash}
        />
      ))}
    </svg>
  )
}
