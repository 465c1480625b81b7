import { colours } from './colours.ts'

/** Panes lit: 1 reported, 2 accepted, 3 resolved as somebody says, 4 confirmed by the neighbour. */
export type PanesLit = 0 | 1 | 2 | 3 | 4

/** `over`: the clock has run out. `paused`: a named pause holds it. `unlit`: withdrawn or declined. */
export type MarkFrame = 'calm' | 'over' | 'paused' | 'unlit'

export type MarkRect = {
  readonly part: 'frame' | 'pane'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rx: number
  readonly fill: string
  readonly stroke?: string
  readonly strokeWidth?: number
  /** An SVG `stroke-dasharray`, in the mark's own units. */
  readonly dash?: string
}

/** The mark is drawn in a square of this many units: `viewBox="0 0 32 32"`. */
export const markSize = 32

const border = 2.5
const pane = 12.2
const mullion = markSize - 2 * border - 2 * pane
/** Top-left, top-right, bottom-left, bottom-right: the order in which the panes light. */
const corners = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const

/**
 * The window that stands for a request, as rectangles to draw in this order: the frame, then the four panes. The word
 * for the state always stands beside it; the mark alone says nothing to who cannot see it.
 */
export function windowMark({ lit, frame }: { lit: PanesLit; frame: MarkFrame }): readonly MarkRect[] {
  const panes = corners.map(
    ([column, row], order): MarkRect => ({
      part: 'pane',
      x: round(border + column * (pane + mullion)),
      y: round(border + row * (pane + mullion)),
      width: pane,
      height: pane,
      rx: 2,
      fill: paneColour(order < lit, frame),
    }),
  )
  return [frameRect(frame), ...panes]
}

function paneColour(isLit: boolean, frame: MarkFrame): string {
  if (frame === 'unlit') return colours.waitBg
  return isLit ? colours.lamp : colours.paneOff
}

function frameRect(frame: MarkFrame): MarkRect {
  if (frame === 'paused') {
    // A stroke lies half inside and half outside its line, so the rectangle draws in by half its width.
    const width = 1.8
    const side = markSize - width
    return {
      part: 'frame',
      x: width / 2,
      y: width / 2,
      width: side,
      height: side,
      rx: 4,
      fill: colours.paper,
      stroke: colours.dai,
      strokeWidth: width,
      dash: '4.3 2.8',
    }
  }
  const fill = { calm: colours.dai, over: colours.over, unlit: colours.inkSoft }[frame]
  return { part: 'frame', x: 0, y: 0, width: markSize, height: markSize, rx: 4.5, fill }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
