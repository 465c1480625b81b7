import type { FastifyReply, FastifyRequest } from 'fastify'
import type { StoredFile } from '../files/file-store.ts'
import type { Photos } from '../files/photos.ts'
import type { CommunityId, FileId } from '../ids.ts'
import { readForm } from './form.ts'
import { HttpProblem } from './problems.ts'
import { sendFile } from './send-file.ts'
import type { Visitor } from './visitor.ts'

/**
 * The bytes of the one photo that a multipart body carries.
 * @throws HttpProblem where there is none, or too much of it
 */
export async function readSentPhoto(request: FastifyRequest, visitor: Visitor): Promise<Buffer> {
  const [photo] = (await readForm(request, { files: 1 })).files
  if (!photo) {
    throw new HttpProblem('invalid', { fields: [{ field: 'photo', message: visitor.text('field.missing') }] })
  }
  if (photo.tooLarge) throw new HttpProblem('too_large')
  return photo.bytes
}

/**
 * Keeps a photo that was sent.
 * @throws HttpProblem that says in the reader's language why these bytes are no photo to keep
 */
export async function keepSentPhoto(
  photos: Photos,
  bytes: Buffer,
  to: { readonly communityId: CommunityId; readonly audience: 'public' | 'request'; readonly visitor: Visitor },
): Promise<FileId> {
  const kept = await photos.keep(to.communityId, bytes, to.audience)
  if (kept.ok) return kept.id
  throw new HttpProblem('unsupported', { refusal: kept.refusal, detail: to.visitor.text(`photo.${kept.refusal}`) })
}

/** Sends a photo to whoever was found to be allowed to see it. */
export function sendPhoto(reply: FastifyReply, stored: StoredFile | null | undefined): FastifyReply {
  if (!stored) throw new HttpProblem('not_found')
  return sendFile(reply.header('cache-control', 'private, max-age=86400'), stored, 'photo.jpg')
}
