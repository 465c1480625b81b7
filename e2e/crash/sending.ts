import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../demo/random.ts'
import type { Ledger, Write } from './ledger.ts'

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly location: string | null
  readonly text: string
}

/** How one try ended: with an answer, or without one that says whether it was done. */
export type Tried = { readonly answer: Answer } | { readonly answer: null; readonly status: number | null }

/** Whoever waits longer than this, in milliseconds, with nothing killed meanwhile, hangs. */
const hangs = 30_000

export interface Sending {
  readonly ledger: Ledger
  readonly url: string
  /** Counts kills, so that a call knows whether there was one while it waited. */
  readonly killed: () => number
}

/** One call over a real socket. Each comes from an address of its own, so that no limit of one address is met. */
export async function call(
  { ledger, url, killed }: Sending,
  random: Random,
  path: string,
  init: RequestInit,
): Promise<Tried> {
  ledger.count.calls += 1
  const before = killed()
  const headers = new Headers(init.headers)
  headers.set('x-forwarded-for', `10.${random.between(1, 250)}.${random.between(1, 250)}.${random.between(1, 250)}`)
  try {
    const signal = AbortSignal.timeout(hangs)
    const answer = await fetch(`${url}${path}`, { ...init, headers, redirect: 'manual', signal })
    const text = await answer.text()
    if (answer.status === 500) ledger.violate(`${init.method ?? 'GET'} ${shape(path)} was answered with 500`)
    if (answer.status >= 500 || answer.status === 429) {
      ledger.count.away += 1
      return { answer: null, status: answer.status }
    }
    return { answer: { status: answer.status, location: answer.headers.get('location'), text } }
  } catch (error) {
    if ((error as Error).name === 'TimeoutError' && killed() === before)
      ledger.violate(`${init.method ?? 'GET'} ${shape(path)} hung for ${hangs / 1000} s`)
    ledger.count.cut += 1
    return { answer: null, status: null }
  }
}

/** An address without what is in it of ids and tokens. */
const shape = (path: string) => path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\/r\/[^/]+/g, '…')

export interface Way {
  /** One try; always the same ids and the same contents. */
  readonly send: () => Promise<Tried>
  /** Whether an answer acknowledges it, and by which words; null: refused. */
  readonly read: (answer: Answer) => string | null
  /** False: whoever sent it goes away when no answer came (a closed phone). */
  readonly stubborn: boolean
}

/** Milliseconds that a client goes on trying. */
const longest = 90_000

/** Sends until an answer says what came of it, as the apps do; now and then once more after that. */
export async function carry(sending: Sending, random: Random, write: Write, way: Way): Promise<Write> {
  const began = performance.now()
  for (;;) {
    write.tries += 1
    const { answer } = await way.send()
    if (answer) {
      settle(sending.ledger, write, way.read(answer), answer)
      break
    }
    if (!way.stubborn || performance.now() - began > longest) {
      write.outcome = 'unknown'
      break
    }
    await delay(random.between(50, 400))
  }
  if (write.outcome === 'done' && random.chance(0.1)) await repeat(sending, write, way)
  return write
}

function settle(ledger: Ledger, write: Write, acknowledged: string | null, answer: Answer): void {
  write.outcome = acknowledged === null ? 'refused' : 'done'
  write.answer = acknowledged
  const surprising = answer.status >= 400 && answer.status !== 409 && answer.status !== 404
  if (surprising) ledger.violate(`a ${write.kind} was answered with ${answer.status}`)
  // The same thing again is the same thing: nobody is told that their own id belongs to somebody else.
  if (/"\/problems\/conflict"/.test(answer.text))
    ledger.violate(`a ${write.kind} that was sent again was taken for another`)
}

async function repeat({ ledger }: Sending, write: Write, way: Way): Promise<void> {
  const { answer } = await way.send()
  if (!answer) return
  ledger.count.repeats += 1
  const again = way.read(answer)
  if (again !== write.answer) ledger.violate(`a ${write.kind} that was sent again was answered otherwise`)
}
