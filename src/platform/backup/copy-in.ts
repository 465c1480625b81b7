import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

export interface CopyIn {
  /** Returns when there is room for more. @throws what the database says of the rows */
  write(bytes: Buffer): Promise<void>
  /** @returns how many rows the database has taken */
  end(): Promise<number>
  /** Takes back what has come so far, unless it has ended: the connection is good for a statement again. */
  abort(): void
}

/** Streams rows in COPY's text format into a table. */
export function copyInto(client: pg.Client, statement: string): CopyIn {
  const stream = client.query(copyFrom(statement))
  const over = finished(stream)
  // Whoever writes or ends hears of it.
  over.catch(() => {})
  return {
    async write(bytes) {
      if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), over])
    },
    async end() {
      stream.end()
      await over
      return stream.rowCount
    },
    abort: () => void stream.destroy(),
  }
}
