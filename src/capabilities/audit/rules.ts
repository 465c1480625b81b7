import { Temporal } from 'temporal-polyfill'

/**
 * The first id that a line of a local day can have (Asia/Shanghai), or of one some days later. Ids are UUIDv7 (RFC 9562
 * section 5.7): 48 bits of milliseconds come first, so a span of time is a span of ids.
 */
export function idAtDay(day: string, later: number): string {
  const begins = Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime('Asia/Shanghai')
  const milliseconds = Math.max(0, begins.epochMilliseconds).toString(16).padStart(12, '0')
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7000-8000-000000000000`
}
