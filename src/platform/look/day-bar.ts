import { type ClockState, colours, lineColour } from './colours.ts'
import { type DaySpan, shareOfDay } from './day-arc.ts'

export type BarRect = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rx: number
  readonly fill: string
}

export type DayBar = {
  readonly width: number
  readonly height: number
  /** To draw in this order: the day, the part that has passed, the mark where it is due. */
  readonly rects: readonly BarRect[]
  /** Where it was reported; null when that was before the drawn day. */
  readonly dot: { readonly x: number; readonly y: number; readonly r: number; readonly fill: string } | null
}

const width = 96
const height = 14
const middle = height / 2

/** The day as a slim bar for lists, in `viewBox="0 0 96 14"`. `state` is what the rules say of the clock. */
export function dayBar(day: DaySpan & { readonly state: ClockState }): DayBar {
  const { start, due, now, state, dayStart = 6 * 60, dayEnd = 22 * 60 } = day
  const fill = lineColour[state]
  const inset = 3
  const x = (minute: number) => round(inset + shareOfDay(minute, dayStart, dayEnd) * (width - 2 * inset))
  const [from, here] = [x(start), Math.max(x(start), x(now))]
  const rects: BarRect[] = [{ x: 0, y: middle - 2, width, height: 4, rx: 2, fill: colours.paneOff }]
  if (here > from) rects.push({ x: from, y: middle - 2, width: round(here - from), height: 4, rx: 2, fill })
  if (due !== null && due >= dayStart && due <= dayEnd) {
    rects.push({ x: round(x(due) - 1), y: 0, width: 2, height, rx: 1, fill })
  }
  const dot = start >= dayStart && start <= dayEnd ? { x: from, y: middle, r: 3, fill } : null
  return { width, height, rects, dot }
}

/**
 * A matter of several working days, one tick a day, in the same box as the bar. More days used than there were fill
 * every tick in the colour of what is over.
 */
export function dayTicks({ total, used }: { total: number; used: number }): DayBar {
  const days = Math.max(1, Math.trunc(total))
  const gap = days > 16 ? 1 : 3
  const each = (width - gap * (days - 1)) / days
  const spent = used > days ? lineColour.over : lineColour.calm
  const rects = Array.from({ length: days }, (_, day): BarRect => {
    const fill = day < used ? spent : colours.paneOff
    return {
      x: round(day * (each + gap)),
      y: middle - 3,
      width: round(each),
      height: 6,
      rx: Math.min(3, each / 2),
      fill,
    }
  })
  return { width, height, rects, dot: null }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
