/** What was tried under one key so far, the last time so many seconds ago. */
export interface Tried {
  readonly tries: number
  readonly secondsAgo: number
}

/** Wrong tries in a row that cost nothing. */
const freeTries = 5
/**
 * Longest wait, in seconds. On one device, and from one network, it grows to what ends guessing; from everywhere together
 * it stays so short that nobody can keep a person out by guessing at their account. At the second factor it is longer:
 * only who knows the password comes there. A device from which the person signed in before has a count of its own, and
 * what is tried elsewhere does not concern it (OWASP: device cookies).
 */
const longest = { fromHere: 900, fromAnywhere: 10, secondFromAnywhere: 300 } as const

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

/**
 * Codes that one device and one network get in an hour. A helper signs in many neighbours on one phone, and thousands
 * share the address of a mobile network; what is beyond is a script that spends money.
 */
const codesInAnHour = { device: 20, network: 120 } as const

/**
 * @param tries in this hour of the clock, which began so many seconds ago
 * @returns seconds until the next code may be asked for from there
 */
export function secondsUntilCodeFrom(from: keyof typeof codesInAnHour, tries: number, hourSeconds: number): number {
  return tries < codesInAnHour[from] ? 0 : Math.max(1, Math.ceil(3_600 - hourSeconds))
}

/**
 * The network of an address: itself, or for IPv6 the /64 that one customer has, whose every address is theirs to choose.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const first = groups(head)
  const last = groups(tail)
  const whole = tail === undefined ? first : [...first, ...Array(8 - first.length - last.length).fill('0'), ...last]
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
