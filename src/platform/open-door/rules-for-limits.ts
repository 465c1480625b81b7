/** What anybody can send without signing in. */
export type Sending = 'report' | 'join' | 'note' | 'feedback'

/** So many at once, and so many more in each hour after that: a token bucket. */
export interface Allowance {
  readonly most: number
  readonly perHour: number
}

/**
 * The numbers, and why they are these. The measure is a burst pipe: twenty neighbours tell it within five minutes at one
 * plaque, all of them behind one router, half of them twice and with a "me too" besides. None of that may be held.
 */
export const allowances = {
  report: {
    // One household tells two or three things on a bad day; six are somebody who walks around the compound with a list.
    device: { most: 6, perHour: 6 },
    // Twenty neighbours, half of them twice. A stairwell has some forty households.
    plaque: { most: 40, perHour: 30 },
    // One network may be a compound's, or a phone company's for a quarter of the town.
    network: { most: 120, perHour: 120 },
    // Without a cookie nobody can be told apart: all of such a network together get what a stairwell needs.
    withoutDevice: { most: 30, perHour: 30 },
  },
  join: {
    // A tap each: a neighbour reads down the list of the whole stairwell and agrees with all of it.
    device: { most: 12, perHour: 12 },
    plaque: { most: 80, perHour: 60 },
    network: { most: 160, perHour: 160 },
    withoutDevice: { most: 30, perHour: 30 },
  },
  note: {
    // Whoever answers questions with a photo each does not send more than one a minute for a quarter of an hour.
    device: { most: 15, perHour: 30 },
    plaque: { most: 80, perHour: 120 },
    network: { most: 160, perHour: 240 },
    withoutDevice: { most: 30, perHour: 60 },
  },
  feedback: {
    device: { most: 5, perHour: 5 },
    // It belongs to no plaque; this is what all of an installation may say.
    plaque: { most: 200, perHour: 200 },
    network: { most: 30, perHour: 30 },
    withoutDevice: { most: 10, perHour: 10 },
  },
} as const satisfies Record<Sending, Record<'device' | 'plaque' | 'network' | 'withoutDevice', Allowance>>

/** What a whole community is watched by. Empty ones turn the proof of work on. */
export const alarms = {
  /** Devices never seen before: the water of forty stairwells fails at once, and every second household scans. */
  strangers: { most: 150, perHour: 300 },
  /** Held because of limits: more than a clerk looks through in a quarter of an hour. */
  held: { most: 15, perHour: 60 },
} as const satisfies Record<string, Allowance>

/** What a proof of work brings beyond the usual, at one plaque: those who prove are not held back by those who do not. */
export const proved: Allowance = { most: 80, perHour: 60 }

/** What may be held, so that the hold queue itself cannot be filled up. Beyond it the form comes back as it was typed. */
export const holdable = {
  device: { most: 12, perHour: 12 },
  network: { most: 200, perHour: 120 },
} as const satisfies Record<string, Allowance>

/** Minutes for which the proof is asked after the last alarm. */
export const guardedMinutes = 30
/** Hours for which somebody at the desk turns it on. */
export const guardedByHandHours = 12
/** A device is a stranger for so long after its cookie was made. */
export const strangerMinutes = 30

/**
 * The network of an address: its /24, or its /64 (RFC 6177: what one subscriber gets at least).
 * @param address as Node gives it, also an IPv4 one written as IPv6
 */
export function networkOf(address: string): string {
  const four = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address)
  if (four) return `${four[1]}.0/24`
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length
    while (groups.length + after < 8) groups.push('0')
    if (tail !== '') groups.push(...tail.split(':'))
  }
  const first = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${first.join(':')}::/64`
}
