import { Temporal } from 'temporal-polyfill'

/** One row in COPY's text format, without its line's end. Bytes come out as hexadecimal. */
export function copyLine(values: readonly unknown[]): string {
  return values.map(copyValue).join('\t')
}

/** Bytes as COPY's text format takes them for `bytea`. */
export const copyBytes = (bytes: Buffer): string => `\\\\x${bytes.toString('hex')}`

function copyValue(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (value === true) return 't'
  if (value === false) return 'f'
  if (typeof value === 'number') return String(value)
  if (value instanceof Temporal.Instant) return value.toString()
  if (Buffer.isBuffer(value)) return copyBytes(value)
  if (Array.isArray(value)) return `{${value.join(',')}}`
  return String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}
