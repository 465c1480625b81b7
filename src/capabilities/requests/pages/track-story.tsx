import { Temporal } from 'temporal-polyfill'
import { type Folded, foldStory } from '../../../platform/look/fold-story.ts'
import { attribute, linkTo, type TimelineItem } from '../../../platform/pages/index.ts'
import type { StoryLine } from '../model.ts'
import type { Tracked } from '../tracking.ts'
import type { Reader } from './deps.ts'
import type { OwnWords } from './own-words.ts'
import { sayDay, sayMoment, sayShortly } from './times.ts'

/** The story as a neighbour reads it: what happened, then what comes next, not lit yet. */
export function storyItems(tracked: Tracked, own: OwnWords, reader: Reader): TimelineItem[] {
  let handlerName = ''
  // What the others said stays with who handles it, so their lines have no words here.
  const story = tracked.story.map((line) =>
    own.others.has(line.sequence) ? { ...line, text: null, photos: [] } : line,
  )
  const past = foldStory(story, (line) => own.sequences.has(line.sequence)).map((line): TimelineItem => {
    // Staff act for their desk: its name is that of whoever has the matter at that moment.
    const named = nameIn(line.data, 'handlerName') ?? nameIn(line.data, 'toName')
    const before = handlerName
    if (named) handlerName = named
    const mine = own.sequences.has(line.sequence)
    const others = own.others.has(line.sequence)
    const at = Temporal.Instant.from(line.at)
    return {
      title: titleOf(line, mine ? 'you' : others ? 'neighbour' : 'staff', before, reader),
      time: sayShortly(at, reader),
      datetime: line.at,
      words: others ? undefined : wordsOf(line, reader),
      state: 'done',
      children: <Photos photos={line.photos.filter((photo) => own.photos.has(photo.id))} reader={reader} />,
    }
  })
  const last = past.at(-1)
  if (last) last.state = 'now'
  return [...past, ...ahead(tracked, reader)]
}

const nameIn = (data: StoryLine['data'], name: string) =>
  typeof data[name] === 'string' && data[name] !== '' ? data[name] : undefined

function titleOf(
  line: Folded<StoryLine>,
  by: 'you' | 'neighbour' | 'staff',
  handlerName: string,
  { text }: Reader,
): string {
  const { data } = line
  const to = nameIn(data, 'toName') ?? nameIn(data, 'handlerName')
  return text(`requests.page.event.${line.type}`, {
    by,
    who: line.who || handlerName || text('requests.page.someone'),
    to: to ?? text('requests.page.next_level'),
    reason: typeof data.reason === 'string' ? data.reason : '',
    workingDays: typeof data.workingDays === 'number' ? data.workingDays : 0,
    score: typeof data.score === 'number' ? data.score : 0,
    count: line.times,
  })
}

function wordsOf(line: StoryLine, reader: Reader): string | undefined {
  const parts = [line.text ?? '']
  const { reviewDay, releasedAt, releasedBy, route } = line.data
  if (typeof reviewDay === 'string') {
    const day = sayDay(Temporal.Instant.from(`${reviewDay}T12:00:00+08:00`), reader)
    parts.push(reader.text('requests.page.event.review_day', { day }))
  }
  if (typeof releasedAt === 'string' && releasedBy === 'staff') {
    const when = sayMoment(Temporal.Instant.from(releasedAt), reader)
    parts.push(reader.text('requests.page.event.released', { when }))
  }
  if (typeof route === 'string') parts.push(reader.text('requests.page.event.route', { route }))
  const words = parts.filter((part) => part !== '').join('\n')
  return words === '' ? undefined : words
}

function Photos({ photos, reader }: { photos: StoryLine['photos']; reader: Reader }): JSX.Element | null {
  if (photos.length === 0) return null
  return (
    <p class="thumbs">
      {photos.map((photo, order) => (
        <a href={linkTo(photo.url)}>
          <img
            src={linkTo(photo.thumbnailUrl)}
            alt={attribute(reader.text('requests.page.photo.number', { number: order + 1 }))}
            width="96"
            height="96"
            loading="lazy"
          />
        </a>
      ))}
    </p>
  )
}

/** What comes next on the way to four lit panes. */
function ahead(tracked: Tracked, reader: Reader): TimelineItem[] {
  const { text } = reader
  const { status, deadline, handler, finishPromisedAt } = tracked
  const item = (step: string, words: string | undefined): TimelineItem => ({
    title: text(`requests.page.ahead.${step}`, { who: handler?.name ?? '' }),
    words,
    state: 'ahead',
  })
  const by = (at: Temporal.Instant | null) =>
    at && !tracked.overdue ? text('requests.page.ahead.by', { when: sayMoment(at, reader) }) : undefined
  const yours = item('confirmed', text('requests.page.ahead.confirmed.words'))
  const solved = item('resolved', by(finishPromisedAt))
  switch (status) {
    case 'reported':
      return [item('accepted', by(deadline?.kind === 'accept' ? deadline.dueAt : null)), solved, yours]
    case 'accepted':
    case 'shelved':
      return [solved, yours]
    case 'needs_info':
      return [item('answered', undefined), item('resolved', undefined), yours]
    case 'resolved':
      return [yours]
    default:
      return []
  }
}
