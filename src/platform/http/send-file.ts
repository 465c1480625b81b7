import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { StoredFile } from '../files/file-store.ts'

/** What a browser may show by itself: pictures that were encoded here. Everything else it is told to save. */
const shown: readonly string[] = ['image/jpeg', 'image/png', 'image/webp']

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * What a file that is opened by itself may do: nothing. Should bytes ever be taken for a page, it runs no script, loads
 * nothing, sends no form, and is not of our origin (CSP level 3, `sandbox`).
 */
const policy = "default-src 'none'; sandbox; frame-ancestors 'none'"

/**
 * Sends a file to whoever was found to be allowed to have it. There is no other way to send one: its kind is what was
 * stored and never guessed, and its name is ours and never the sender's.
 * @param file its bytes, or a stream of them where they are written as they are found
 * @param name as it is saved, of letters, digits, dots and hyphens
 * @throws TypeError for another name: it comes from us, so that is a bug
 */
export function sendFile(
  reply: FastifyReply,
  file: Pick<StoredFile, 'contentType'> & { readonly bytes: Buffer | Readable },
  name: string,
): FastifyReply {
  if (!/^[\w.-]{1,80}$/.test(name)) throw new TypeError('The name of a file is plain')
  return reply
    .header('content-disposition', `${shown.includes(file.contentType) ? 'inline' : 'attachment'}; filename="${name}"`)
    .header('content-security-policy', policy)
    .header('cross-origin-resource-policy', 'same-origin')
    .header('x-content-type-options', 'nosniff')
    .type(file.contentType)
    .send(file.bytes)
}
