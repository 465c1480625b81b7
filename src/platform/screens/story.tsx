import { EyeOff } from 'lucide-react'
import type { Values } from '../i18n/text.ts'
import { type Folded, foldStory } from '../look/fold-story.ts'
import { sayIsoDay } from './moments.ts'
import { Time, useNow } from './time.tsx'
import { useWords } from './words.tsx'

/** One line of a matter's story, as the API shows it. */
export interface StoryEntry {
  readonly sequence: number
  readonly at: string
  readonly type: string
  readonly who: string
  readonly audience: 'public' | 'staff'
  readonly text: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly photos: readonly { readonly id: string; readonly url: string; readonly thumbnailUrl: string }[]
}

/** Lines that light a pane are drawn with a lit dot; the rest with a plain one. */
const lit = new Set(['reported', 'accepted', 'resolved', 'confirmed', 'called_back'])

/**
 * The story of a matter from its first word on. `nameOf` says the name of a handler that a line's data points to, where
 * the screen knows it.
 */
export function Story(props: {
  lines: readonly StoryEntry[]
  nameOf?: (handler: unknown) => string | undefined
  /** The first line's words and photos stand above the story already. */
  firstIsTold?: boolean
}) {
  const { text, language } = useWords()
  const now = useNow()
  const { lines, nameOf, firstIsTold = false } = props
  return (
    <ol className="story">
      {foldStory(lines).map((line, index) => {
        const told = firstIsTold && index === 0
        return (
          <li key={line.sequence} className={lit.has(line.type) ? 'story-lit' : undefined}>
            <p className="story-head">
              <strong>{text(`screens.event.${line.type}`, valuesOf(line, nameOf))}</strong> <Time at={line.at} short />
            </p>
            {line.audience === 'staff' && (
              <p className="story-staff">
                <EyeOff aria-hidden="true" />
                {text('screens.story.staff')}
              </p>
            )}
            {typeof line.data.reviewDay === 'string' && (
              <p>{text('screens.story.review', { day: sayIsoDay(line.data.reviewDay, now, language) })}</p>
            )}
            {!told && line.text && <p className="story-text">{line.text}</p>}
            {!told && <Photos photos={line.photos} />}
          </li>
        )
      })}
    </ol>
  )
}

function valuesOf(line: Folded<StoryEntry>, nameOf: ((handler: unknown) => string | undefined) | undefined): Values {
  const { data } = line
  const to = typeof data.toName === 'string' ? data.toName : nameOf?.(data.to ?? data.next)
  return {
    who: line.who,
    by: line.who === '' ? 'clock' : 'person',
    to: to ?? '',
    known: to ? 'yes' : 'no',
    reason: typeof data.reason === 'string' ? data.reason : '',
    count: line.times,
    score: typeof data.score === 'number' ? data.score : 0,
    workingDays: typeof data.workingDays === 'number' ? data.workingDays : 0,
  }
}

/** Small pictures, each of which opens whole. */
export function Photos({ photos }: { photos: StoryEntry['photos'] }) {
  const { text } = useWords()
  if (photos.length === 0) return null
  return (
    <ul className="photos">
      {photos.map((photo, index) => (
        <li key={photo.id}>
          <a href={photo.url} target="_blank" rel="noreferrer">
            <img
              src={photo.thumbnailUrl}
              alt={text('screens.photo.open', { number: index + 1 })}
              width="96"
              height="96"
              loading="lazy"
            />
          </a>
        </li>
      ))}
    </ul>
  )
}
