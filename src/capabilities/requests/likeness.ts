/** What is said of everything that is broken, and so tells nothing of what it is. */
const saidOfEverything = /[坏了的不没有又还在是也都很太把被给就着过呢吗啊吧呀个一\s\p{P}\p{S}]+/gu

/** Pairs of neighbouring signs; of Latin script, whole words. */
function pairsOf(words: string): ReadonlySet<string> {
  const pairs = new Set<string>()
  for (const part of words.normalize('NFKC').toLowerCase().split(saidOfEverything)) {
    for (const run of part.match(/[a-z0-9]{3,}|[^a-z0-9]+/g) ?? []) {
      if (/[a-z0-9]/.test(run)) pairs.add(run)
      else for (let at = 0; at < run.length - 1; at++) pairs.add(run.slice(at, at + 2))
    }
  }
  return pairs
}

/**
 * How far two short texts speak of one thing: the share of the shorter one's pairs that the other has too, 0 to 1.
 * Explainable on purpose: the reader sees the matters themselves and decides.
 */
export function likeness(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)]
  const smaller = Math.min(a.size, b.size)
  if (smaller === 0) return 0
  let both = 0
  for (const pair of a) if (b.has(pair)) both += 1
  return both / smaller
}

/** From here on two texts are shown side by side although nobody said that they are of one kind. */
const alike = 0.34

/**
 * Open matters that may be the one somebody is about to report, the likeliest first: those of the same kind, those of
 * a neighbouring kind that share a word, and those that say the same whatever their kind.
 */
export function likeliest<M extends { readonly title: string; readonly category: string | null }>(
  matters: readonly M[],
  told: { readonly text: string; readonly category: string | null },
): M[] {
  const group = (code: string | null) => code?.split('.')[0] ?? null
  return matters
    .map((matter) => ({
      matter,
      like: likeness(told.text, matter.title),
      sameKind: told.category !== null && matter.category === told.category,
      sameGroup: told.category !== null && group(matter.category) === group(told.category),
    }))
    .filter(({ like, sameKind, sameGroup }) => sameKind || like >= alike || (sameGroup && like > 0))
    .sort((one, other) => Number(other.sameKind) + other.like - (Number(one.sameKind) + one.like))
    .map(({ matter }) => matter)
}
