import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { ImagePlus, X } from 'lucide-react'
import { useRef } from 'react'
import type { CommunityId, FileId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { shrinkPhoto } from '../../../platform/screens/shrink-photo.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import { maximumPhotos } from '../model.ts'
import { routes } from '../routes.ts'
import type { KeptPhoto } from './command-values.ts'

/** Photos of a command; each is kept by the server as soon as it is chosen. */
export function PhotoField(props: {
  community: CommunityId
  id?: string
  value?: readonly KeptPhoto[]
  onChange?: (photos: readonly KeptPhoto[]) => void
}) {
  const { text } = useWords()
  const { community, id, value = [], onChange } = props
  const chooser = useRef<HTMLInputElement>(null)
  const upload = useMutation({
    mutationFn: async (files: readonly File[]) => {
      let kept = value
      for (const file of files.slice(0, maximumPhotos - value.length)) {
        const answer = await call(routes.addPhoto, {
          query: { community },
          file: { field: 'photo', file: await shrinkPhoto(file), name: file.name },
        })
        kept = [...kept, { id: answer.id as FileId, thumbnailUrl: answer.thumbnailUrl }]
        onChange?.(kept)
      }
    },
  })
  return (
    <div className="photo-field">
      {value.map((photo, index) => (
        <span key={photo.id}>
          <img src={photo.thumbnailUrl} alt="" width="64" height="64" />
          <Button
            size="small"
            icon={<X size={14} />}
            aria-label={text('requests.desk.photo.remove', { number: index + 1 })}
            onClick={() => onChange?.(value.filter(({ id: kept }) => kept !== photo.id))}
          />
        </span>
      ))}
      {value.length < maximumPhotos ? (
        <Button
          id={id}
          icon={<ImagePlus size={16} />}
          loading={upload.isPending}
          onClick={() => chooser.current?.click()}
        >
          {text('requests.desk.photo.add')}
        </Button>
      ) : null}
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        multiple
        // Not `hidden`: Ant Design's forms show every file input.
        style={{ display: 'none' }}
        onChange={(event) => {
          upload.mutate([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      {upload.error ? <ProblemNotice error={upload.error} keeps /> : null}
    </div>
  )
}
