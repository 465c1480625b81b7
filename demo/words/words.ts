import type { Kind } from '../../src/capabilities/requests/model.ts'

/** How neighbours speak of one kind of trouble, and how whoever handles it answers. All of it is made up. */
export interface Words {
  /** What is reported. The first sentence becomes the title, so it is short and whole. */
  readonly says: readonly string[]
  /** What is told on the way, once somebody was there. */
  readonly does: readonly string[]
  /** What is told when it is done. */
  readonly done: readonly string[]
  readonly kind?: Kind
}
export type Book = Readonly<Record<string, Words>>
