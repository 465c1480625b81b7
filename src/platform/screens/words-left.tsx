import { useWords } from './words.tsx'

/** From this share of what a field takes on it says how much is left. */
const nearly = 0.8

/** How many characters of what was typed count: blank ends and the carriage returns of some keyboards do not. */
export function lengthOf(typed: string): number {
  return typed.replaceAll('\r\n', '\n').trim().length
}

/**
 * What a field still takes, once that is worth knowing; and by how much it is too long. Nothing is cut off: a text that
 * was pasted stays whole until its writer shortens it.
 */
export function WordsLeft({ typed, maximum, id }: { typed: string; maximum: number; id?: string }) {
  const { text } = useWords()
  const left = maximum - lengthOf(typed)
  if (left > maximum * (1 - nearly)) return null
  return (
    <span id={id} className={left < 0 ? 'words-left words-over' : 'words-left'} role="status">
      {left < 0 ? text('screens.words.over', { count: -left, maximum }) : text('screens.words.left', { count: left })}
    </span>
  )
}
