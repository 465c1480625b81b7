interface Line {
  readonly type: string
  readonly text: string | null
  readonly photos: readonly unknown[]
}

/** A line of a story, and how many lines in a row it stands for. */
export type Folded<L extends Line> = L & { readonly times: number }

/**
 * A story for reading: what happened in one step is told once. Neighbours who only joined, one after the other, make
 * one line; the last one's leaving is the withdrawal; words that answered a question are the answer.
 * @param isOwn lines that stay apart, such as the reader's own
 */
export function foldStory<L extends Line>(lines: readonly L[], isOwn: (line: L) => boolean = () => false): Folded<L>[] {
  const folded: Folded<L>[] = []
  const joins = (line: L) => line.type === 'voice_joined' && !line.text && line.photos.length === 0 && !isOwn(line)
  let joined = false
  for (const line of lines) {
    const before = folded.at(-1)
    const joinedBefore = joined
    joined = joins(line)
    if (before && joinedBefore && joined) folded.splice(-1, 1, { ...line, times: before.times + 1 })
    else if (before?.type === 'voice_left' && line.type === 'withdrawn') folded.splice(-1, 1, { ...line, times: 1 })
    else if (before?.type === 'told' && line.type === 'answered') folded.splice(-1, 1, { ...before, type: 'answered' })
    else folded.push({ ...line, times: 1 })
  }
  return folded
}
