import { Camera, RotateCw, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { newId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { shrinkPhoto } from '../../../platform/screens/shrink-photo.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import { maximumPhotos } from '../model.ts'
import { routes } from '../routes.ts'

/** A photo on its way to the server, there, or stuck. */
interface Picture {
  readonly key: string
  readonly file: File
  readonly kept?: { readonly id: string; readonly thumbnailUrl: string }
  readonly error?: unknown
}

export interface Pictures {
  /** Ids of the photos that the server keeps. */
  readonly ids: readonly string[]
  readonly isBusy: boolean
  /** A photo that was chosen did not arrive: the lead says whether to try again or to go without it. */
  readonly isStuck: boolean
}

/** Takes photos, makes them small and brings them to the server while the words are still being typed. */
export function PhotoPicker({
  communityId,
  onChange,
}: {
  communityId: string
  onChange: (pictures: Pictures) => void
}) {
  const { text } = useWords()
  const [pictures, setPictures] = useState<readonly Picture[]>([])

  useEffect(() => {
    onChange({
      ids: pictures.flatMap(({ kept }) => (kept ? [kept.id] : [])),
      isBusy: pictures.some(({ kept, error }) => !kept && error === undefined),
      isStuck: pictures.some(({ error }) => error !== undefined),
    })
  }, [pictures, onChange])

  const change = (key: string, to: (picture: Picture) => Picture) =>
    setPictures((all) => all.map((picture) => (picture.key === key ? to(picture) : picture)))

  const bring = async ({ key, file }: Picture) => {
    change(key, (picture) => ({ key: picture.key, file: picture.file }))
    try {
      const small = await shrinkPhoto(file)
      const kept = await call(routes.addPhoto, {
        query: { community: communityId },
        file: { field: 'photo', file: small, name: 'photo.jpg' },
      })
      change(key, (picture) => ({ ...picture, kept }))
    } catch (error) {
      change(key, (picture) => ({ ...picture, error }))
    }
  }

  const take = (files: readonly File[]) => {
    const taken = files.slice(0, maximumPhotos - pictures.length).map((file) => ({ key: newId(), file }))
    setPictures((all) => [...all, ...taken])
    for (const picture of taken) void bring(picture)
  }

  const stuck = pictures.find(({ error }) => error !== undefined)
  return (
    <div className="picker">
      {pictures.length > 0 && (
        <ul className="photos">
          {pictures.map((picture, index) => (
            <li key={picture.key}>
              {picture.kept ? (
                <img
                  src={picture.kept.thumbnailUrl}
                  alt={text('requests.lead.photo', { number: index + 1 })}
                  width="96"
                  height="96"
                />
              ) : (
                <span className="photo-wait">
                  {text(picture.error === undefined ? 'requests.lead.photo.sending' : 'requests.lead.photo.stuck')}
                </span>
              )}
              {picture.error !== undefined && (
                <button
                  type="button"
                  className="button button-small"
                  data-field={picture === stuck ? 'photos' : undefined}
                  onClick={() => void bring(picture)}
                >
                  <RotateCw aria-hidden="true" />
                  {text('requests.lead.photo.again')}
                </button>
              )}
              <button
                type="button"
                className="button button-small"
                onClick={() => setPictures((all) => all.filter(({ key }) => key !== picture.key))}
              >
                <Trash2 aria-hidden="true" />
                {text('requests.lead.photo.remove')}
                <span className="heard-only"> {text('requests.lead.photo', { number: index + 1 })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {stuck && <ProblemNotice error={stuck.error} />}
      {pictures.length < maximumPhotos && (
        <label className="button file-button">
          <Camera aria-hidden="true" />
          {text('requests.lead.photo.take')}
          <input
            type="file"
            accept="image/*"
            multiple
            className="heard-only"
            onChange={({ target }) => {
              take([...(target.files ?? [])])
              target.value = ''
            }}
          />
        </label>
      )}
    </div>
  )
}
