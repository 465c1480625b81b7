import type { Children } from '@kitajs/html'
import { attribute } from './attribute.ts'

export type TimelineItem = {
  title: string
  /** "14:05", "昨天 9:20"; none for what has not happened. */
  time?: string | undefined
  /** The same moment for machines, ISO 8601. */
  datetime?: string | undefined
  words?: string | undefined
  /** `done` is lit, `now` is lit and the one we are at, `ahead` is not lit. */
  state: 'done' | 'now' | 'ahead'
  /** Photos or a link of this step. */
  children?: Children
}

/** The story of a matter from the report to the neighbour's confirmation. */
export function Timeline({ label, items }: { label: string; items: readonly TimelineItem[] }): JSX.Element {
  return (
    <ol class="story" aria-label={attribute(label)}>
      {items.map(Item)}
    </ol>
  )
}

function Item({ title, time, datetime, words, state, children }: TimelineItem): JSX.Element {
  return (
    <li class={state === 'done' ? undefined : state} aria-current={state === 'now' ? 'step' : undefined}>
      <b safe>{title}</b>{' '}
      {time !== undefined && (
        <time class="soft" datetime={attribute(datetime)} safe>
          {time}
        </time>
      )}
      {words !== undefined && <p safe>{words}</p>}
      {children}
    </li>
  )
}
