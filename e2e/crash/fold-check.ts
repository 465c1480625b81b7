import type pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import type { RequestEvent, RequestState, Voice } from '../../src/capabilities/requests/events.ts'
import { bear, evolve } from '../../src/capabilities/requests/rules.ts'
import { fromRow, toRow } from '../../src/capabilities/requests/state-row.ts'

interface EventRow {
  readonly request_id: string
  readonly sequence: number
  readonly at: Temporal.Instant
  readonly type: string
  readonly author_id: string
  readonly data: Record<string, unknown>
}
type RequestRow = Parameters<typeof fromRow>[0]

/**
 * Folds the events of requests again, by the product's own fold, and compares each with its row and its voices.
 * @param since only requests that were reported after this moment
 * @returns sentences, one for each that differs
 */
export async function foldedOtherwise(client: pg.ClientBase, since: Temporal.Instant): Promise<string[]> {
  const values = [since.toString()]
  const requests = await client.query<RequestRow>('select * from requests where reported_at >= $1', values)
  const events = await client.query<EventRow>(
    `select e.request_id, e.sequence, e.at, e.type, e.author_id, e.data from request_events e
     join requests r on r.community_id = e.community_id and r.id = e.request_id
     where r.reported_at >= $1 order by e.request_id, e.sequence`,
    values,
  )
  const voices = await client.query<Voice & { request_id: string }>(
    `select v.id, v.state, v.request_id from voices v
     join requests r on r.community_id = v.community_id and r.id = v.request_id where r.reported_at >= $1`,
    values,
  )
  const eventsOf = Map.groupBy(events.rows, (event) => event.request_id)
  const voicesOf = Map.groupBy(voices.rows, (voice) => voice.request_id)
  return requests.rows.flatMap((row) => {
    const kept = fromRow(
      row,
      (voicesOf.get(row.id) ?? []).map(({ id, state }) => ({ id, state })),
    )
    const folded = foldOf(kept, eventsOf.get(row.id) ?? [])
    if (folded && asText(folded) === asText(kept)) return []
    return [`request ${row.id} is not the fold of its events: ${folded ? difference(folded, kept) : 'it has none'}`]
  })
}

function foldOf(kept: RequestState, [first, ...later]: readonly EventRow[]): RequestState | null {
  if (first?.type !== 'reported') return null
  const voice = { id: first.author_id, state: 'waiting' } as Voice
  const begun = eventOf(first) as Extract<RequestEvent, { type: 'reported' }>
  return later.reduce((state, row) => evolve(state, eventOf(row), row.at), bear({ ...kept, voice }, begun, first.at))
}

const moments = ['startAt', 'dueAt', 'halfAt', 'mostAt', 'actAt', 'finishAt']

/** An event out of its row: what JSON has turned into text is a moment again. */
function eventOf({ type, data }: EventRow): RequestEvent {
  const read = JSON.parse(JSON.stringify(data), (key, value: unknown) =>
    moments.includes(key) && typeof value === 'string' ? Temporal.Instant.from(value) : value,
  ) as object
  return { ...read, type } as RequestEvent
}

const sorted = (state: RequestState) => ({
  ...toRow(state),
  voice_states: state.voices.map((voice) => `${voice.id} ${voice.state}`).sort(),
})
const asText = (state: RequestState) => JSON.stringify(sorted(state))

function difference(folded: RequestState, kept: RequestState): string {
  const [one, other] = [sorted(folded), sorted(kept)] as Record<string, unknown>[]
  return Object.keys({ ...one })
    .filter((name) => JSON.stringify(one?.[name]) !== JSON.stringify(other?.[name]))
    .map((name) => `${name} ${JSON.stringify(one?.[name])} ≠ ${JSON.stringify(other?.[name])}`)
    .join(', ')
}
