import { type Moment, momentAt } from './moments.ts'

/** By how much the server's clock is ahead of this device's, in milliseconds. Cheap phones are minutes off. */
let ahead = 0

/** Learns the server's time from the `date` header of its answers (RFC 9110 section 6.6.1, whole seconds). */
export function learnServerTime(date: string | null): void {
  const server = Date.parse(date ?? '')
  if (Number.isNaN(server)) return
  const difference = server - Date.now()
  // The way there and the header's whole seconds cost a little: below half a minute nobody's clock is wrong.
  ahead = Math.abs(difference) < 30_000 ? 0 : difference
}

export function serverNow(): Moment {
  return momentAt(Date.now() + ahead)
}
