/** What was tried under one key so far, the last time so many seconds ago. */
export interface Tried {
  readonly tries: number
  readonly secondsAgo: number
}

/** Wrong tries in a row that cost nothing. */
const freeTries = 5
/**
 * Longest wait, in seconds. From one address it grows to what ends guessing; from all addresses together it stays so
 * short that nobody can keep a person out by guessing at their account.
 */
const longest = { fromHere: 900, fromAnywhere: 10 } as const

/** @returns seconds until the next try: none for the first five, then 5, 10, 20 … */
export function secondsUntilTry({ tries, secondsAgo }: Tried, from: keyof typeof longest): number {
  if (tries < freeTries) return 0
  const wait = Math.min(longest[from], 5 * 2 ** Math.min(tries - freeTries, 20))
  return Math.max(0, Math.ceil(wait - secondsAgo))
}

/** Codes that a phone gets in a day before they come one an hour: each costs money, and each may be guessed at. */
const codesInADay = 10

/** @returns seconds until the next code beyond the usual wait */
export function secondsUntilCode({ tries, secondsAgo }: Tried): number {
  return tries < codesInADay ? 0 : Math.max(0, Math.ceil(3_600 - secondsAgo))
}
