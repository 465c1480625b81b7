import type { Writable } from 'node:stream'
import type pg from 'pg'

/**
 * What is asked of a connection from here to the end of this turn leaves in one write: begin, scope, statements and
 * commit. The driver writes each of them by itself, and a write costs as much as the rest of sending.
 */
export function inOneWrite(client: pg.ClientBase): void {
  // The driver's own connection, which its types do not name. Corking nests: it does so itself for each statement.
  const { stream } = (client as pg.ClientBase & { readonly connection: { readonly stream: Writable } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}
