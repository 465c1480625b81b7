import { CircleCheck, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useWords } from './words.tsx'

/** The last thing that was done and what happens next; it stays until the reader goes on or puts it away. */
let said = ''
let saidAt = 0
const readers = new Set<() => void>()

export function sayDone(words: string): void {
  said = words
  saidAt = performance.now()
  for (const tell of readers) tell()
}

/** The reader goes on to another screen. What was said on the way there is news; what is older was read. */
export function leaveDoneBehind(): void {
  if (said && performance.now() - saidAt > 2_000) sayDone('')
}

function subscribe(reader: () => void): () => void {
  readers.add(reader)
  return () => readers.delete(reader)
}

/** Where it is shown and read aloud. Stands once in a door, empty or not, so that screen readers listen to it. */
export function DoneNotice() {
  const { text } = useWords()
  const words = useSyncExternalStore(subscribe, () => said)
  return (
    <div role="status" className="done-place">
      {words && (
        <div className="notice notice-done">
          <CircleCheck aria-hidden="true" />
          <p>{words}</p>
          <button type="button" className="notice-close" onClick={() => sayDone('')}>
            <X aria-hidden="true" />
            <span className="heard-only">{text('screens.close')}</span>
          </button>
        </div>
      )}
    </div>
  )
}
