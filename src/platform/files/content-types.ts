/**
 * What the store takes, and the file extension that stands for it on disk. None of these runs as a page when a browser
 * opens it from our own address; HTML and SVG do, and are left out for that reason.
 */
export const contentTypes = {
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/png': 'png',
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/zip': 'zip',
  'audio/mp4': 'm4a',
  'audio/webm': 'weba',
} as const

export type ContentType = keyof typeof contentTypes

/** Each type with its extension. */
export const extensions = Object.entries(contentTypes) as [ContentType, string][]

/**
 * The extension, without its dot, of a content type that the store takes.
 * @throws {TypeError} for another type: the caller decides what is stored, so this is a bug
 */
export function extensionOf(contentType: string): string {
  if (!Object.hasOwn(contentTypes, contentType)) throw new TypeError('The file store does not take this content type')
  return contentTypes[contentType as ContentType]
}
