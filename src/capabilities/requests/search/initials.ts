import type { Initials } from './rules-for-terms.ts'

let reading: Promise<Initials> | undefined

/** How a text's pinyin begins, by the dictionary. It is read when somebody first needs it: some 50 ms and 30 MB. */
export function initialsByPinyin(): Promise<Initials> {
  reading ??= import('pinyin-pro').then(({ pinyin }) => {
    const read: Initials = (text) =>
      pinyin(text, { pattern: 'first', toneType: 'none', type: 'string', separator: '', nonZh: 'consecutive', v: true })
    // Places and categories come again and again.
    const known = new Map<string, string>()
    return (text) => {
      const before = known.get(text)
      if (before !== undefined) return before
      const letters = read(text)
      if (known.size >= 5_000) known.clear()
      known.set(text, letters)
      return letters
    }
  })
  return reading
}
