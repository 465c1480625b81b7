const sizes = { small: 100_000, million: 1_000_000, full: 10_000_000 } as const
export type Size = keyof typeof sizes | number

/** What `BENCH_SIZE` or a word on the command line says; small when nothing does. @throws RangeError for any other word */
export function sizeNamed(word: string | undefined): Size {
  if (word === undefined || word === '') return 'small'
  if (word in sizes) return word as keyof typeof sizes
  const number = Number(word)
  if (!Number.isInteger(number) || number < 1)
    throw new RangeError(`${word} is no size: small, million, full or a number`)
  return number
}

/** Of a size: how many requests are made, each with its whole life, and how many times over they are there. */
export function requestsIn(size: Size): { requests: number; times: number } {
  const all = typeof size === 'number' ? size : sizes[size]
  return all > sizes.million
    ? { requests: sizes.million, times: Math.ceil(all / sizes.million) }
    : { requests: all, times: 1 }
}
