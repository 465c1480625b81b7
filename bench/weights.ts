import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Figure } from './figure.ts'

const bounds = { lead: 150, desk: 450 } as const

/** What a browser fetches of an app before it shows anything, gzipped: its page, and what the page names. */
export async function weights(): Promise<Figure[]> {
  return await Promise.all(
    (['lead', 'desk'] as const).map(async (app): Promise<Figure> => {
      const folder = join('dist', app)
      const page = await readFile(join(folder, 'index.html'))
      const named = [...page.toString().matchAll(/(?:src|href)="\/(?:lead|desk)\/(assets\/[^"]+)"/g)]
      const files = await Promise.all(named.map(async ([, path = '']) => await readFile(join(folder, path))))
      const bytes = [page, ...files].reduce((sum, one) => sum + gzipSync(one).length, 0)
      const kilobytes = Math.ceil(bytes / 1_000)
      return {
        what: `page of the ${app} app`,
        value: `${kilobytes} KB in ${files.length + 1} files`,
        bound: `≤ ${bounds[app]} KB`,
        isOk: files.length > 0 && kilobytes <= bounds[app],
        numbers: { bytes, files: files.length + 1 },
      }
    }),
  )
}
