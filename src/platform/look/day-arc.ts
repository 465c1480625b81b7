/** Minutes of the local day; below 0 is an earlier day, from 1440 on a later one. */
export type MinuteOfDay = number

export type Point = { readonly x: number; readonly y: number }

export type DaySpan = {
  readonly start: MinuteOfDay
  /** Null when nothing is promised yet, or when a pause holds the clock. */
  readonly due: MinuteOfDay | null
  readonly now: MinuteOfDay
  /** Where the drawn day begins and ends; 6:00 and 22:00 unless told. */
  readonly dayStart?: MinuteOfDay
  readonly dayEnd?: MinuteOfDay
}

export type DayArc = {
  readonly width: number
  readonly height: number
  /** The whole day, and on it: from the report till now, from now till due, and what ran over. SVG path data. */
  readonly track: string
  readonly waited: string | null
  readonly ahead: string | null
  readonly late: string | null
  /** Null when it was reported on an earlier day or before the drawn day began. */
  readonly reported: Point | null
  /** `up` is false before the drawn day begins and after it ends: the sun then rests at that end. */
  readonly sun: Point & { readonly up: boolean }
  /** A short line across the arc; null when due outside the drawn day. */
  readonly due: { readonly from: Point; readonly to: Point } | null
  /** "6:00" and "22:00", to stand under the two feet of the arc. */
  readonly ends: readonly [string, string]
}

const width = 280
/** Below the feet of the arc there is room for the sun, which rests there at night, and for its ring. */
const height = 154
const radius = 124
const centre: Point = { x: width / 2, y: 138 }

/** Places a moment on the day from 0 (its beginning) to 1 (its end), held inside. */
export function shareOfDay(minute: MinuteOfDay, dayStart: MinuteOfDay, dayEnd: MinuteOfDay): number {
  if (dayEnd <= dayStart) throw new RangeError(`a day cannot end at minute ${dayEnd} when it begins at ${dayStart}`)
  return Math.min(1, Math.max(0, (minute - dayStart) / (dayEnd - dayStart)))
}

/**
 * The day as an arc from left to right, drawn in `viewBox="0 0 280 154"`: where the matter was reported, where we are,
 * when it is due. The words ("21:00 前解决") stand in HTML beside it, never in the picture only.
 */
export function dayArc({ start, due, now, dayStart = 6 * 60, dayEnd = 22 * 60 }: DaySpan): DayArc {
  const share = (minute: MinuteOfDay) => shareOfDay(minute, dayStart, dayEnd)
  const isInside = (minute: MinuteOfDay) => minute >= dayStart && minute <= dayEnd
  const [from, here] = [share(start), share(now)]
  const end = due === null ? null : share(due)
  const isLate = due !== null && now > due
  return {
    width,
    height,
    track: arc(0, 1),
    waited: arcOrNothing(from, isLate && end !== null ? end : here),
    ahead: end === null || isLate ? null : arcOrNothing(here, end),
    late: isLate && end !== null ? arcOrNothing(Math.max(from, end), here) : null,
    reported: isInside(start) ? pointAt(from, radius) : null,
    sun: { ...pointAt(here, radius), up: isInside(now) },
    due:
      due !== null && end !== null && isInside(due)
        ? { from: pointAt(end, radius - 13), to: pointAt(end, radius + 13) }
        : null,
    ends: [clockTime(dayStart), clockTime(dayEnd)],
  }
}

/** "6:00": the way a clock says a minute of the day, the same in every language that Silin speaks. */
export function clockTime(minute: MinuteOfDay): string {
  const ofDay = ((minute % 1440) + 1440) % 1440
  return `${Math.floor(ofDay / 60)}:${String(ofDay % 60).padStart(2, '0')}`
}

function pointAt(share: number, distance: number): Point {
  const angle = Math.PI * (1 - share)
  return { x: round(centre.x + distance * Math.cos(angle)), y: round(centre.y - distance * Math.sin(angle)) }
}

function arcOrNothing(from: number, to: number): string | null {
  return to > from ? arc(from, to) : null
}

function arc(from: number, to: number): string {
  const [a, b] = [pointAt(from, radius), pointAt(to, radius)]
  return `M${a.x} ${a.y}A${radius} ${radius} 0 0 1 ${b.x} ${b.y}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
