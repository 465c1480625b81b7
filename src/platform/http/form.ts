import type { FastifyRequest } from 'fastify'
import { maximumPhotoBytes } from '../files/photo.ts'
import { HttpProblem } from './problems.ts'

/** A submitted form, whichever way the browser encoded it: fields as text, and files by content. */
export interface Form {
  get(name: string): string | undefined
  readonly files: readonly { readonly field: string; readonly bytes: Buffer; readonly tooLarge: boolean }[]
  /** Everything typed, to show it again beside what is wrong with it. */
  readonly fields: Readonly<Record<string, string>>
}

/**
 * Reads a form. A file that is too large is read no further and marked, so that what else was typed is not lost.
 * @throws HttpProblem malformed, when it is no form
 */
export async function readForm(request: FastifyRequest, limits: { files: number }): Promise<Form> {
  const fields: Record<string, string> = {}
  const files: { field: string; bytes: Buffer; tooLarge: boolean }[] = []
  if (request.isMultipart()) {
    const parts = request.parts({
      limits: { fileSize: maximumPhotoBytes, files: limits.files + 4 },
    })
    try {
      for await (const part of parts) {
        if (part.type === 'field') {
          if (typeof part.value === 'string') fields[part.fieldname] = part.value
          continue
        }
        const bytes = await part.toBuffer()
        // A browser sends an empty part for a file input that nobody touched.
        if (bytes.length > 0) files.push({ field: part.fieldname, bytes, tooLarge: part.file.truncated })
      }
    } catch (error) {
      // A form that breaks off or has no boundary is told by a bare error, a limit by one with a status.
      throw (error as { statusCode?: number }).statusCode === undefined ? new HttpProblem('malformed') : error
    }
  } else {
    const body = request.body
    if (body === null || typeof body !== 'object') throw new HttpProblem('malformed')
    for (const [name, value] of Object.entries(body)) {
      if (typeof value === 'string') fields[name] = value
      else if (Array.isArray(value) && typeof value.at(-1) === 'string') fields[name] = value.at(-1)
    }
  }
  return { fields, files, get: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined) }
}
