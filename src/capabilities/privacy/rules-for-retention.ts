import type { Temporal } from 'temporal-polyfill'

/** How long a kind of record stays, in days, and between which days a district may choose. */
export interface Term {
  readonly days: number
  readonly least: number
  readonly most: number
}

/**
 * The one table of how long things are kept (PIPL art. 19: the shortest time that the purpose needs). Days are counted
 * from what is said behind each; bounds say what the law and the purpose leave to choose.
 */
export const terms = {
  /** Name and phone of who reported: from the closing of the matter. The tracking page ends with it. */
  contact: { days: 180, least: 30, most: 180 },
  /** Who was in a story at all: from its closing. Its counts stay. */
  request: { days: 730, least: 365, most: 1095 },
  /** Who looked at whose contact: from the look (网络数据安全管理条例 art. 12: three years). */
  opening: { days: 1096, least: 1096, most: 1826 },
  /** What somebody had to look at first: from their decision, so that a wrong one can be taken back. */
  held: { days: 180, least: 30, most: 180 },
  /** What a command was answered, for its repetition: from the command. An app may have been offline for weeks. */
  command: { days: 30, least: 14, most: 90 },
  /** Messages: from their making. */
  delivery: { days: 180, least: 30, most: 365 },
  /** Codes: from their end. */
  sign_in: { days: 1, least: 1, most: 7 },
  session: { days: 1, least: 1, most: 30 },
  /** Tries to sign in: from the last one; they count for a day. */
  trial: { days: 2, least: 2, most: 7 },
  /** Links and tokens: from their end. Security records stay six months (网络安全法: records of at least six months). */
  invitation: { days: 183, least: 183, most: 365 },
  token: { days: 183, least: 183, most: 365 },
  feedback: { days: 365, least: 90, most: 730 },
  /** Rows of a roster that was checked and never written: from the check. */
  roster: { days: 7, least: 1, most: 30 },
} as const satisfies Record<string, Term>

export type Kind = keyof typeof terms
export const kinds = Object.keys(terms) as Kind[]
export type Days = Readonly<Record<Kind, number>>

/** The days of each kind: as the district chose, never outside the bounds, or the table's own. */
export function daysFrom(chosen: readonly { readonly kind: string; readonly days: number }[]): Days {
  return Object.fromEntries(
    kinds.map((kind) => {
      const { days, least, most } = terms[kind]
      const own = chosen.find((one) => one.kind === kind)?.days ?? days
      return [kind, Math.min(most, Math.max(least, own))]
    }),
  ) as Record<Kind, number>
}

/** What is older than this moment goes. */
export function goesBefore(now: Temporal.Instant, days: number): Temporal.Instant {
  return now.subtract({ hours: 24 * days })
}

const timeZone = 'Asia/Shanghai'
/** The hours in which a neighbourhood sleeps and rows are taken away. */
const night = { from: 1, to: 5 } as const

/** The day whose night it is now, or null by day. */
export function nightOf(now: Temporal.Instant): string | null {
  const local = now.toZonedDateTimeISO(timeZone)
  return local.hour >= night.from && local.hour < night.to ? local.toPlainDate().toString() : null
}

/** The end of the night that is or comes next: what is due by then goes in it. */
export function endOfNight(now: Temporal.Instant): Temporal.Instant {
  const local = now.toZonedDateTimeISO(timeZone)
  const day = local.hour < night.to ? local : local.add({ days: 1 })
  return day.withPlainTime({ hour: night.to }).toInstant()
}
