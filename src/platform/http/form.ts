import type { FastifyRequest } from 'fastify'
import { maximumPhotoBytes } from '../files/photo.ts'
import { HttpProblem } from './problems.ts'

/** A submitted form, whichever way the browser encoded it: fields as text, and files by content. */
export interface Form {
  get(name: string): string | undefined
  readonly files: readonly { readonly field: string; readonly bytes: Buffer; readonly tooLarge: boolean }[]
  /** How many files came beyond those that were asked for. They were not kept. */
  readonly filesBeyond: number
  /** Everything typed, to show it again beside what is wrong with it. */
  readonly fields: Readonly<Record<string, string>>
}

/** Largest text of a form in bytes, all fields together: what is too long is told at its field, with all of it there. */
export const maximumFormText = 1024 * 1024
/** Somebody may choose their whole album by mistake. Whoever sends more than that is not listened to. */
const mostFiles = 100
const mostFileBytes = 20 * maximumPhotoBytes

/**
 * Reads a form. What else was typed is not lost over a file: one that is too large is read no further and marked, and
 * those beyond `limits.files` are counted and thrown away. So a form holds no more memory than its files may have.
 * @throws HttpProblem malformed, when it is no form; too_large, when there is more of it than anybody could mean
 */
export async function readForm(request: FastifyRequest, limits: { files: number }): Promise<Form> {
  const { fields, files, filesBeyond } = request.isMultipart()
    ? await readParts(request, limits.files)
    : { fields: readBody(request.body), files: [], filesBeyond: 0 }
  return { fields, files, filesBeyond, get: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined) }
}

async function readParts(request: FastifyRequest, wanted: number) {
  const fields: Record<string, string> = {}
  const files: Form['files'][number][] = []
  const total = { text: 0, files: 0, beyond: 0 }
  const limit = { fileSize: maximumPhotoBytes, fieldSize: maximumFormText, files: mostFiles, parts: mostFiles + 60 }
  try {
    for await (const part of request.parts({ limits: limit })) {
      if (part.type === 'field') {
        if (typeof part.value !== 'string') continue
        total.text += part.value.length
        // Never cut silently: what was cut could not be shown again.
        if (part.valueTruncated || total.text > maximumFormText) throw new HttpProblem('too_large')
        fields[part.fieldname] = part.value
        continue
      }
      const keep = files.length < wanted
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of part.file as AsyncIterable<Buffer>) {
        size += chunk.length
        total.files += chunk.length
        if (total.files > mostFileBytes) throw new HttpProblem('too_large')
        if (keep) chunks.push(chunk)
      }
      const tooLarge = part.file.truncated
      // A browser sends an empty part for a file input that nobody touched.
      if (size === 0) continue
      if (keep)
        files.push({ field: part.fieldname, bytes: tooLarge ? Buffer.alloc(0) : Buffer.concat(chunks), tooLarge })
      else total.beyond += 1
    }
  } catch (error) {
    // A form that breaks off or has no boundary is told by a bare error, a limit by one with a status.
    if (error instanceof HttpProblem || (error as { statusCode?: number }).statusCode !== undefined) throw error
    throw new HttpProblem('malformed')
  }
  return { fields, files, filesBeyond: total.beyond }
}

function readBody(body: unknown): Record<string, string> {
  if (body === null || typeof body !== 'object') throw new HttpProblem('malformed')
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') fields[name] = value
    else if (Array.isArray(value) && typeof value.at(-1) === 'string') fields[name] = value.at(-1)
  }
  return fields
}
