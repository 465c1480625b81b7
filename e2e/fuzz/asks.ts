/** One request as it goes over the wire: nothing in between makes it well-formed. */
export interface Ask {
  readonly what: string
  readonly method: string
  /** Path and query as bytes; may be anything but a space or a line's end. */
  readonly target: Buffer
  readonly headers: readonly (readonly [name: string, value: Buffer | string])[]
  readonly body: Buffer | null
  /** Whose session signs it. */
  readonly who: Who
}
export const whos = ['nobody', 'lead', 'clerk', 'system administrator', 'security administrator'] as const
export type Who = (typeof whos)[number]

/** Bytes as they would break a line of the request are taken out: what breaks the frame itself is `frames.ts`. */
export function asTarget(text: Buffer | string): Buffer {
  const bytes = Buffer.from(text as string)
  return Buffer.from(bytes.filter((byte) => byte > 0x20))
}
/** As above, for the value of a header. */
export function asHeader(text: Buffer | string): Buffer {
  return Buffer.from(Buffer.from(text as string).filter((byte) => byte >= 0x20 && byte !== 0x7f))
}
