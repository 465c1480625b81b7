import type { CheckContext, Term } from './plan.ts'
import { daysOf, type Settled } from './terms.ts'

type Post = Pick<Term, 'placeId' | 'role' | 'phoneHash'>
type Days = Pick<Term, 'fromDay' | 'toDay'>

/** A last day may be the next one's first. */
const overlap = (one: Days, other: Days) =>
  one.fromDay === other.fromDay || (one.fromDay < (other.toDay ?? '9999') && other.fromDay < (one.toDay ?? '9999'))

/**
 * One lead to a post at a time: who answers must be one person, on the plaque and on the ladder. A roster that names a
 * new lead while the one before has no last day would leave every report with the old one, and say nothing.
 * @param wanted what the roster comes to, post by post
 * @param nameOf the name behind a phone's hash
 */
export function refuseSecondHolder(
  wanted: readonly { readonly post: Post; readonly settled: readonly Settled[] }[],
  context: Pick<CheckContext, 'existing'>,
  nameOf: (phoneHash: string) => string,
): void {
  const keyOf = (post: Post) => `${post.placeId}/${post.role}`
  const held = new Map<string, { readonly phoneHash: string; readonly days: Days }[]>()
  const hold = (post: Post, days: Days) =>
    held.set(keyOf(post), [...(held.get(keyOf(post)) ?? []), { phoneHash: post.phoneHash, days }])
  const changed = new Set(wanted.flatMap(({ settled }) => settled.flatMap((one) => (one.of ? [one.of.id] : []))))
  for (const term of context.existing.terms) if (!changed.has(term.id)) hold(term, term)
  for (const { post, settled } of wanted) for (const one of settled) hold(post, daysOf(one))

  for (const { post, settled } of wanted) {
    for (const one of settled) {
      const isNew = one.of === null || one.changes.fromDay !== undefined || one.changes.toDay !== undefined
      if (!isNew) continue
      const other = held
        .get(keyOf(post))
        ?.find(({ phoneHash, days }) => phoneHash !== post.phoneHash && overlap(daysOf(one), days))
      if (other) one.wanted.reader.wrong('name', 'post_held', nameOf(other.phoneHash))
    }
  }
}
