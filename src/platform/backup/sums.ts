import { createHash } from 'node:crypto'
import type { TableSum } from './manifest.ts'

const lineFeed = 0x0a

/**
 * Adds up what passes by of one table. In COPY's text a row ends with a line feed, and a line feed within a value is
 * written as two other signs: so many line feeds, so many rows.
 */
export function tableSums() {
  const digest = createHash('sha256')
  let rows = 0
  let bytes = 0
  return {
    add(chunk: Buffer): void {
      digest.update(chunk)
      bytes += chunk.length
      for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1)) rows += 1
    },
    get rows(): number {
      return rows
    },
    end: (): TableSum => ({ rows, bytes, sha256: digest.digest('hex') }),
  }
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
