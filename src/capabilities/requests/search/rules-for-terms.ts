/**
 * Of what a request is found by, and what is asked for, in one language: numbers that small parts of words are hashed to.
 * Chinese by two characters in a row, and by one of the title; Latin letters, figures and the initials of the pinyin by
 * three in a row. Two different parts may have one number: what is found is held against the real words again.
 */

/** The initials of a text's pinyin: 楼道灯 is ldd. What is not Chinese stays as it is. */
export type Initials = (text: string) => string

/** Words that a request is found by; the first is its title. */
export type Fields = readonly [title: string, ...others: string[]]

const han = /\p{Script=Han}/u
const isHan = (text: string) => han.test(text)

/** As it is compared: 全角 letters as plain ones, all small. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase()
/** Letters and figures alone: 1124-7K2M is 11247k2m. */
const compact = (text: string) => text.replaceAll(/[^a-z0-9]/g, '')

/** FNV-1a over UTF-16, as a signed number of 32 bits: what an `int` column holds. */
function numberOf(part: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < part.length; index++) {
    hash ^= part.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash | 0
}

/** Parts of so many signs, one beginning at each. */
function runs(text: string, length: number): string[] {
  const signs = [...text]
  return Array.from({ length: Math.max(0, signs.length - length + 1) }, (_, at) =>
    signs.slice(at, at + length).join(''),
  )
}

const pairsOf = (text: string) => runs(text, 2).filter((pair) => isHan(pair) && !/\s/.test(pair))
/** The end is marked, so that the last two letters are found as well. */
const lettersOf = (letters: string) => runs(`${letters}$`, 3)

/** All numbers that a request is found by. */
export function termsOf(fields: Fields, initials: Initials): number[] {
  const found = new Set<number>()
  for (const [index, field] of fields.entries()) {
    const text = plain(field)
    for (const pair of pairsOf(text)) found.add(numberOf(pair))
    if (index === 0) for (const sign of text) if (isHan(sign)) found.add(numberOf(sign))
    for (const part of lettersOf(compact(plain(initials(text))))) found.add(numberOf(part))
  }
  return [...found]
}

/** What somebody asks for. */
export interface Asked {
  /** All of these, and one of `anyOf` where there are any. Both empty: too short to be looked up. */
  readonly every: readonly number[]
  readonly anyOf: readonly number[]
  /** Each of these has to stand in one of the fields. */
  readonly parts: readonly string[]
}

const signs = [...'abcdefghijklmnopqrstuvwxyz0123456789$']

/** Reads what was typed; parts between spaces are looked for each by itself. */
export function readAsked(typed: string): Asked {
  const parts = plain(typed).split(/\s+/).filter(Boolean)
  const every = new Set<number>()
  let anyOf: readonly number[] = []
  for (const part of parts) {
    if (isHan(part)) {
      for (const term of [...part].length === 1 ? [part] : pairsOf(part)) every.add(numberOf(term))
      continue
    }
    const letters = compact(part)
    if (letters.length >= 3) for (const run of runs(letters, 3)) every.add(numberOf(run))
    // Two letters begin three of one kind or another.
    if (letters.length === 2 && anyOf.length === 0) anyOf = signs.map((sign) => numberOf(letters + sign))
  }
  return { every: [...every], anyOf, parts }
}

/** Whether a request is one of those that were asked for, by its real words. */
export function isMeant({ parts }: Asked, fields: Fields, initials: Initials): boolean {
  const texts = fields.map(plain)
  let letters: readonly string[] | undefined
  return parts.every((part) => {
    if (texts.some((text) => text.includes(part))) return true
    const wanted = isHan(part) ? '' : compact(part)
    if (wanted === '') return false
    letters ??= texts.map((text) => compact(plain(initials(text))))
    return letters.some((initial) => initial.includes(wanted))
  })
}
