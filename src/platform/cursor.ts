import { Temporal } from 'temporal-polyfill'

/** Behind which row a page begins, in a list by a moment and an id. */
export interface Cursor {
  readonly at: Temporal.Instant
  readonly id: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** No row is older or newer; PostgreSQL's own calendar ends sooner than Temporal's does. */
const [first, last] = ['1900-01-01T00:00:00Z', '9999-12-31T23:59:59Z'].map((at) => Temporal.Instant.from(at))

/** A cursor as it stands in an address: of letters, digits, hyphens and underscores. */
export function writeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at.toString(), id])).toString('base64url')
}

/** Null for none, and for what is none: somebody else's bookmark or a typing error. The beginning is a good answer. */
export function readCursor(text: string | undefined): Cursor | null {
  if (!text) return null
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string, string]
    const instant = Temporal.Instant.from(at)
    return uuid.test(id) && isWithin(instant) ? { at: instant, id } : null
  } catch {
    return null
  }
}

const isWithin = (at: Temporal.Instant) =>
  first !== undefined &&
  last !== undefined &&
  Temporal.Instant.compare(first, at) <= 0 &&
  Temporal.Instant.compare(at, last) <= 0
