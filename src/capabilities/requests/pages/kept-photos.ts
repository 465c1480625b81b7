import { timingSafeEqual } from 'node:crypto'
import type { PhotoRefusal } from '../../../platform/files/photo.ts'
import type { Photos } from '../../../platform/files/photos.ts'
import type { Form } from '../../../platform/http/form.ts'
import type { Text } from '../../../platform/i18n/text.ts'
import { type CommunityId, type FileId, fileId } from '../../../platform/ids.ts'
import type { Sealing } from '../../../platform/sealing/sealing.ts'
import { maximumPhotos } from '../model.ts'

/** A photo that was taken in and waits for its form: browsers cannot keep a chosen file when a form comes back. */
export interface KeptPhoto {
  readonly id: FileId
  /** What the form carries: the id, and a proof that this very form was given it. */
  readonly signed: string
}

/** Where a form's photos belong: to one community, and to one form or one tracking page. */
export interface PhotoScope {
  readonly communityId: CommunityId
  readonly form: string
}

const fieldName = (order: number) => `photo.${order}`

export function createKeptPhotos(sealing: Sealing, photos: Photos) {
  const proof = (scope: PhotoScope, id: FileId) =>
    sealing.hash('kept photo', `${scope.communityId} ${scope.form} ${id}`).subarray(0, 15)
  const sign = (scope: PhotoScope, id: FileId): KeptPhoto => ({
    id,
    signed: `${id}.${proof(scope, id).toString('base64url')}`,
  })

  /** The photo that a form carries, or null when it was not given to this form. */
  function read(scope: PhotoScope, signed: string): KeptPhoto | null {
    const [named = '', shown = ''] = signed.split('.')
    const id = fileId.safeParse(named)
    if (!id.success) return null
    const [expected, given] = [proof(scope, id.data), Buffer.from(shown, 'base64url')]
    return given.length === expected.length && timingSafeEqual(given, expected) ? sign(scope, id.data) : null
  }

  return {
    read,

    /** The photos of a form: those it carried and those it brings. What cannot be taken is told, picture by picture. */
    async of(form: Form, scope: PhotoScope, text: Text): Promise<{ photos: KeptPhoto[]; error: string | undefined }> {
      const carried = Object.entries(form.fields)
        .filter(([name]) => name.startsWith(fieldName(0).slice(0, -1)))
        .flatMap(([, value]) => read(scope, value) ?? [])
      const there = await photos.among(
        scope.communityId,
        carried.map((photo) => photo.id),
      )
      const kept = carried.filter((photo) => there.has(photo.id)).slice(0, maximumPhotos)
      const errors: string[] = []
      // A form that was left open for a day.
      if (there.size < carried.length) errors.push(text('requests.page.photo.gone'))
      let tooMany = form.filesBeyond > 0
      for (const [index, file] of form.files.entries()) {
        if (kept.length === maximumPhotos) {
          tooMany = true
          break
        }
        const done = file.tooLarge ? refused('too_large') : await photos.keep(scope.communityId, file.bytes, 'request')
        if (done.ok) kept.push(sign(scope, done.id))
        else errors.push(text(`requests.page.photo.${done.refusal}`, { order: index + 1, count: form.files.length }))
      }
      if (tooMany) errors.push(text('requests.page.photo.too_many', { maximum: maximumPhotos }))
      return { photos: kept, error: errors.length > 0 ? errors.join(' ') : undefined }
    },
  }
}
export type KeptPhotos = ReturnType<typeof createKeptPhotos>

const refused = (refusal: PhotoRefusal): { ok: false; refusal: PhotoRefusal } => ({ ok: false, refusal })

/** Kept photos as fields of a form that carries them on. */
export function photoFields(photos: readonly KeptPhoto[]): Record<string, string> {
  return Object.fromEntries(photos.map((photo, order) => [fieldName(order), photo.signed]))
}
export { fieldName as photoFieldName }
