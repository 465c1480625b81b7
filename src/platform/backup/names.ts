import { type ContentType, extensionOf, extensions } from '../files/content-types.ts'
import { parseFileKey } from '../files/file-key.ts'

/** What the members of a backup are called. A person who unpacks one with `tar` finds their way by these. */
export const headName = 'backup.json'
export const manifestName = 'manifest.json'
export const secretName = 'secret'

const six = (number: number) => String(number).padStart(6, '0')
/** Long tables come in pieces, so that nobody has to know how long one is before it was read. */
export const partName = (table: string, part: number) => `tables/${table}/${six(part)}.copy`
export const fileListName = (part: number) => `files/list-${six(part)}.json`
export const fileName = (key: string, contentType: string) => `files/${key}.${extensionOf(contentType)}`

export type Named =
  | { readonly kind: 'head' | 'manifest' | 'secret' }
  | { readonly kind: 'part'; readonly table: string; readonly part: number }
  | { readonly kind: 'list'; readonly part: number }
  | { readonly kind: 'file'; readonly key: string; readonly contentType: ContentType }

/** What a member is, by its name; null for any other name. */
export function readName(name: string): Named | null {
  if (name === headName) return { kind: 'head' }
  if (name === manifestName) return { kind: 'manifest' }
  if (name === secretName) return { kind: 'secret' }
  const [, table, part] = /^tables\/([A-Za-z_][A-Za-z0-9_]{0,62})\/(\d{6})\.copy$/.exec(name) ?? []
  if (table !== undefined) return { kind: 'part', table, part: Number(part) }
  const [, list] = /^files\/list-(\d{6})\.json$/.exec(name) ?? []
  if (list !== undefined) return { kind: 'list', part: Number(list) }
  const [, key, extension] = /^files\/(.+)\.([a-z0-9]+)$/.exec(name) ?? []
  const contentType = extensions.find((one) => one[1] === extension)?.[0]
  if (key === undefined || contentType === undefined || !isKey(key)) return null
  return { kind: 'file', key, contentType }
}

function isKey(key: string): boolean {
  try {
    parseFileKey(key)
    return true
  } catch {
    return false
  }
}
