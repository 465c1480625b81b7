import { Temporal } from 'temporal-polyfill'
import type { ServedPlace } from '../../places/index.ts'
import { uncategorised } from '../catalogue.ts'
import type { Rulebook } from '../circumstances.ts'
import { acceptDeadline, promisedAt } from '../deadlines.ts'
import { firstAt } from '../ladder.ts'
import { aboutAt } from '../ladder-of-place.ts'
import type { ClockClass } from '../model.ts'
import { startOf } from '../rules.ts'
import type { Reader } from './deps.ts'
import type { AboutChoice } from './kinds.ts'
import { sayMoment } from './times.ts'

/** Who gets a report of a kind, and what is promised: the same rules say it before sending that decide it after. */
export interface Receiver {
  readonly category: string | null
  readonly name: string
  readonly clockClass: ClockClass
  readonly acceptAt: Temporal.Instant
  readonly finishAt: Temporal.Instant | null
}

export async function receiverOf(
  rulebook: Rulebook,
  place: ServedPlace,
  category: string | null,
  complaint: { readonly about: AboutChoice | null } | null = null,
): Promise<Receiver> {
  const [catalogue, c] = [await rulebook.catalogue(), await rulebook.at(place)]
  const line = catalogue.get(category)
  const { startLevel, clockClass } = line ?? uncategorised
  const about = aboutAt(place, complaint?.about ?? undefined)
  const start = startOf({
    kind: complaint ? 'complaint' : 'help',
    about,
    startLevel,
    firstDesk: line?.firstDesk ?? null,
  })
  const handler = firstAt(c.ladder, start.startLevel, about, start.firstDesk)?.handler
  const name =
    handler?.kind === 'lead'
      ? place.leads.find((lead) => lead.personId === handler.personId)?.name
      : place.desks.find((desk) => desk.id === handler?.deskId)?.name
  return {
    category: line?.code ?? null,
    name: name ?? place.community.name,
    clockClass,
    acceptAt: acceptDeadline(clockClass, c.now, c).dueAt,
    finishAt: promisedAt(clockClass, c.now, c).finishAt,
  }
}

/** "今天 15:40 前有人接，今天 21:00 前解决。" */
export function sayPromise(receiver: Receiver, reader: Reader): string {
  const accept = sayMoment(receiver.acceptAt, reader)
  return receiver.finishAt
    ? reader.text('requests.page.promise', { accept, finish: sayMoment(receiver.finishAt, reader) })
    : reader.text('requests.page.promise.plan', { accept })
}

/**
 * Who gets what, and what takes longer, in a sentence each: without a script the one button cannot change its word with
 * the picture that is chosen.
 */
export function sayOthers(
  usual: Receiver,
  kinds: readonly { receiver: Receiver; word: string }[],
  reader: Reader,
): string {
  const groups = new Map<string, string[]>()
  for (const { receiver, word } of kinds) {
    if (receiver.name === usual.name) continue
    groups.set(receiver.name, [...(groups.get(receiver.name) ?? []), word])
  }
  const { text } = reader
  const comma = text('requests.page.list.comma')
  const parts = [...groups].map(([name, words]) => text('requests.page.goes_to', { kinds: words.join(comma), name }))
  const slower = kinds.flatMap(({ receiver: { finishAt }, word }) =>
    finishAt && usual.finishAt && Temporal.Instant.compare(finishAt, usual.finishAt) > 0
      ? [text('requests.page.takes_longer', { kinds: word, finish: sayMoment(finishAt, reader) })]
      : [],
  )
  return [parts, slower]
    .filter((part) => part.length > 0)
    .map((part) => text('requests.page.sentence', { words: part.join(text('requests.page.list.and')) }))
    .join('')
}
