import { Temporal } from 'temporal-polyfill'

/** Where communities are. The one zone of the People's Republic (since 1949; without summer time since 1992). */
export const communitiesZone = 'Asia/Shanghai'

/**
 * A day as it is counted somewhere. What is asked of it is reckoned once: every clock of every report asks for the same
 * few days, and time zones are slow to reckon with.
 */
export class LocalDay {
  /** ISO day, `2026-10-01`. */
  readonly iso: string
  readonly dayOfWeek: number
  readonly #day: Temporal.PlainDate
  readonly #timeZone: string
  readonly #seconds = new Map<string, number>()
  #next: LocalDay | undefined

  constructor(day: Temporal.PlainDate, timeZone: string) {
    this.#day = day
    this.#timeZone = timeZone
    this.iso = day.toString()
    this.dayOfWeek = day.dayOfWeek
  }

  /** The day after. */
  get next(): LocalDay {
    this.#next ??= new LocalDay(this.#day.add({ days: 1 }), this.#timeZone)
    return this.#next
  }

  /** Whole seconds since 1970 at this local hour (`HH:MM`); without an hour, at the day's first moment. */
  secondsAt(hour: string | undefined): number {
    const known = this.#seconds.get(hour ?? '')
    if (known !== undefined) return known
    const timeZone = this.#timeZone
    const moment = this.#day.toZonedDateTime(hour === undefined ? { timeZone } : { timeZone, plainTime: hour })
    const seconds = Math.floor(moment.epochMilliseconds / 1000)
    this.#seconds.set(hour ?? '', seconds)
    return seconds
  }

  toString(): string {
    return this.iso
  }
}

/** Days begin at whole quarters of an hour everywhere (the odd ones of old local mean times lie before 1973). */
const quarter = 15 * 60
/** Quarters kept for each zone: a month of them, around now and around what is due. */
const most = 3_000
const zones = new Map<string, Map<number, LocalDay>>()

/** The local day that this second since 1970 belongs to. */
export function dayAt(seconds: number, timeZone: string): LocalDay {
  let kept = zones.get(timeZone)
  if (!kept) {
    kept = new Map()
    zones.set(timeZone, kept)
  }
  const key = Math.floor(seconds / quarter)
  let day = kept.get(key)
  if (!day) {
    if (kept.size >= most) kept.clear()
    const first = Temporal.Instant.fromEpochMilliseconds(key * quarter * 1000)
    day = new LocalDay(first.toZonedDateTimeISO(timeZone).toPlainDate(), timeZone)
    kept.set(key, day)
  }
  return day
}

/** The day of a moment at a community, as ISO text. */
export function localDay(at: Temporal.Instant): string {
  return dayAt(Math.floor(at.epochMilliseconds / 1000), communitiesZone).iso
}
