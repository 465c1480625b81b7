/**
 * Signs that look like another: Cyrillic and Greek letters that are written for Latin ones. Full-width and styled signs
 * are made plain by Unicode itself (NFKC).
 */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    a: 'аαɑ',
    b: 'вьβ',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еёεє',
    g: 'ɡ',
    h: 'нһ',
    i: 'іїιı',
    j: 'ј',
    k: 'кκ',
    l: 'ӏⅼ',
    m: 'м',
    n: 'пη',
    o: 'оοσө',
    p: 'рρ',
    q: 'ԛ',
    r: 'г',
    s: 'ѕ',
    t: 'тτ',
    u: 'υц',
    v: 'ѵν',
    w: 'ԝшω',
    x: 'хχ',
    y: 'уγү',
  }).flatMap(([plain, signs]) => [...signs].map((sign) => [sign, plain])),
)

const isSign = /[\p{L}\p{N}]/u
const isLatin = /[a-z]/

/** A text as words are looked for in it: its letters and digits alone, each with whether it touches the one before. */
function plainSigns(text: string): { sign: string; touches: boolean }[] {
  const signs: { sign: string; touches: boolean }[] = []
  let touches = false
  // Accents stand apart after NFKD and are passed over without parting what they stand on.
  for (const sign of text.normalize('NFKD').toLowerCase().normalize('NFKC').normalize('NFD')) {
    if (/\p{M}|[\u200b-\u200f\u2060\ufeff\u00ad]/u.test(sign)) continue
    if (!isSign.test(sign)) {
      touches = false
      continue
    }
    signs.push({ sign: lookalikes[sign] ?? sign, touches })
    touches = true
  }
  return signs
}

/** A word as it is looked for; empty when there is nothing in it to look for. */
export function plainWord(word: string): string {
  return plainSigns(word)
    .map(({ sign }) => sign)
    .join('')
}

/**
 * Which of these plain words stand in a text, also in full width, spaced or dotted out, or in signs that look alike. A Latin
 * word is found as a word and not inside of another: "ass" is not in "passage".
 */
export function wordsIn(text: string, words: readonly string[]): string[] {
  if (words.length === 0) return []
  const signs = plainSigns(text)
  const all = signs.map(({ sign }) => sign).join('')
  // Where each sign stands in the joined text: some signs are two units long.
  const starts = new Map<number, number>()
  let at = 0
  for (const [index, { sign }] of signs.entries()) {
    starts.set(at, index)
    at += sign.length
  }
  /** Between two Latin letters that touch there is no edge of a word. */
  const isEdge = (index: number) => {
    const [before, after] = [signs[index - 1], signs[index]]
    return !(before && after?.touches && isLatin.test(before.sign) && isLatin.test(after.sign))
  }
  return words.filter((word) => {
    for (let from = all.indexOf(word); word !== '' && from !== -1; from = all.indexOf(word, from + 1)) {
      const [first, next] = [starts.get(from), starts.get(from + word.length) ?? signs.length]
      if (first !== undefined && isEdge(first) && isEdge(next)) return true
    }
    return false
  })
}
