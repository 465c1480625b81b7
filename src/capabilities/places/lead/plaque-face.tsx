import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Camera, Trash2 } from 'lucide-react'
import { ApiProblem, call } from '../../../platform/screens/api.ts'
import { sayDone } from '../../../platform/screens/done.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { shrinkPhoto } from '../../../platform/screens/shrink-photo.ts'
import { Switch } from '../../../platform/screens/switch.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { PlaqueFace } from '../model.ts'
import { routes } from '../routes.ts'

const key = ['plaque-face']

/** How neighbours see this lead on the plaques, and what of it is shown only because the lead said so. */
export function PlaqueFaceCard() {
  const { text } = useWords()
  const queries = useQueryClient()
  const face = useQuery({ queryKey: key, queryFn: ({ signal }) => call(routes.plaqueFace, { signal }) })
  const change = useMutation({
    mutationFn: (how: () => Promise<PlaqueFace>) => how(),
    onSuccess: (now) => {
      queries.setQueryData(key, now)
      sayDone(text('places.lead.plaque.done'))
    },
  })
  // Staff who act for a lead have no plaque of their own.
  if (face.error instanceof ApiProblem && face.error.problem.status === 403) return null
  if (face.data && face.data.posts.length === 0) return null
  return (
    <section className="card">
      <h2>{text('places.lead.plaque')}</h2>
      <p className="soft">{text('places.lead.plaque.why')}</p>
      {face.isError && <ProblemNotice error={face.error} />}
      {face.isPending && <div className="skeleton skeleton-title" aria-hidden="true" />}
      {face.data && (
        <>
          <ul className="posts">
            {face.data.posts.map(({ role, placeName, duties }) => (
              <li key={`${role} ${placeName}`}>
                {text('places.lead.plaque.post', { place: placeName, role })}
                {duties !== null && <span className="soft block">{duties}</span>}
              </li>
            ))}
          </ul>
          <Portrait
            shown={face.data.portraitShown}
            version={face.dataUpdatedAt}
            busy={change.isPending}
            onTake={(file) =>
              change.mutate(async () => {
                const small = await shrinkPhoto(file)
                return await call(routes.setPortrait, { file: { field: 'photo', file: small, name: 'photo.jpg' } })
              })
            }
            onRemove={() => change.mutate(() => call(routes.removePortrait))}
          />
          <Switch
            label={text('places.lead.plaque.phone')}
            hint={text('places.lead.plaque.phone.hint')}
            on={face.data.phoneShown}
            onChange={(shown) => change.mutate(() => call(routes.showPhone, { body: { shown } }))}
          />
        </>
      )}
      {change.isError && <ProblemNotice error={change.error} keeps />}
    </section>
  )
}

function Portrait(props: {
  shown: boolean
  /** Another one has another address, so that no old picture is shown. */
  version: number
  busy: boolean
  onTake: (file: File) => void
  onRemove: () => void
}) {
  const { text } = useWords()
  const { shown, version, busy, onTake, onRemove } = props
  return (
    <div className="picker">
      {shown && (
        <img
          className="portrait"
          src={`${routes.portrait.path}?v=${version}`}
          alt={text('places.lead.plaque.portrait')}
          width="96"
          height="96"
        />
      )}
      <div className="pair">
        <label className="button file-button">
          <Camera aria-hidden="true" />
          {text(
            busy
              ? 'places.lead.plaque.sending'
              : shown
                ? 'places.lead.plaque.portrait.change'
                : 'places.lead.plaque.portrait.add',
          )}
          <input
            type="file"
            accept="image/*"
            className="heard-only"
            onChange={({ target }) => {
              const [file] = target.files ?? []
              if (file) onTake(file)
              target.value = ''
            }}
          />
        </label>
        {shown && (
          <button type="button" className="button" onClick={onRemove}>
            <Trash2 aria-hidden="true" />
            {text('places.lead.plaque.portrait.remove')}
          </button>
        )}
      </div>
    </div>
  )
}
