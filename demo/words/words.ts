import type { Kind } from '../../src/capabilities/requests/model.ts'

/** How neighbours speak of one kind of trouble, and how whoever handles it answers. All of it is made up. */
export interface Words {
  /** What is reported. The first sentence becomes the title, so it is short and whole. */
  readonly says: readonly string[]
  /** What is told on the way, once somebody was there. */
  readonly does: readonly string[]
  /** What is told when it is done: the first for what `says` says first, and so on; the last one fits the rest. */
  readonly done: readonly string[]
  readonly kind?: Kind
}
/** What is told when what was reported in these words is done; undefined for words of somebody else's. */
export function doneFor({ says, done }: Words, text: string): string | undefined {
  const said = says.findIndex((line) => line.split(/\{[^}]+\}/).every((part) => text.includes(part)))
  return said < 0 ? undefined : (done[said] ?? done.at(-1))
}

export type Book = Readonly<Record<string, Words>>
