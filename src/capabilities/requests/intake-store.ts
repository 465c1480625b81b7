import type { Line } from '../../platform/audit/witness.ts'
import type { AnnouncementRecord, EventRecord, RequestRecord, VoiceRecord } from './store.ts'

/** All that one report writes. */
export interface Intake {
  readonly request: Omit<RequestRecord, 'structural'>
  readonly event: EventRecord
  readonly voice: VoiceRecord
  readonly announcement: AnnouncementRecord
  /** What it is found by: numbers of words (`search/rules-for-terms.ts`). */
  readonly words: readonly number[]
}

/** Texts that were put together before, by the shape of what they write: a handful. */
const texts = new Map<string, string>()

/**
 * A report in one statement: request, first event, voice and announcement, or nothing where the id is there already.
 * The same kind of matter in the same stairwell within 30 days marks it as structural. No lock is taken but the new
 * rows' own, so that reports of one community do not wait for each other.
 *
 * Its text is put together once for each shape, by hand: it is the statement that everybody waits for, and building it
 * anew took as long as all rules of a report.
 * @param line of whoever reports as something that they do, written with the report or not at all
 * @returns a statement that answers one row, `{ id, structural }`, when the report was new, none when it was a repeat
 */
export function intakeStatement(
  { request, event, voice, announcement, words }: Intake,
  line: Line | null,
): { text: string; values: unknown[] } {
  const records = [request, event, voice, announcement]
  // A building without units is one stairwell.
  const samePlace = request.unit_id ? 'unit' : request.building_id ? 'building' : 'place'
  // Where nobody said what kind it is, only the same words are the same trouble.
  const sameTrouble = request.category ? 'category' : 'title'
  const shape = `${samePlace} ${sameTrouble} ${line !== null} ${records.map((record) => Object.keys(record).join())}`
  let text = texts.get(shape)
  if (text === undefined) {
    text = textOf(records.map(Object.keys), { samePlace, sameTrouble }, line)
    texts.set(shape, text)
  }
  return { text, values: [...records.flatMap((record) => Object.values(record)), [...words], ...(line?.values ?? [])] }
}

function textOf(
  [request = [], event = [], voice = [], announcement = []]: string[][],
  same: { samePlace: 'unit' | 'building' | 'place'; sameTrouble: 'category' | 'title' },
  line: Line | null,
): string {
  const afterRequest = request.length + 1
  const afterEvent = afterRequest + event.length
  const afterVoice = afterEvent + voice.length
  const words = afterVoice + announcement.length
  const given = (column: string) => `$${request.indexOf(column) + 1}`
  const samePlace = {
    unit: `before.unit_id = ${given('unit_id')}`,
    building: `before.unit_id is null and before.building_id = ${given('building_id')}`,
    place: `before.place_id = ${given('place_id')}`,
  }[same.samePlace]
  const sameTrouble = {
    category: `before.category = ${given('category')}`,
    title: `before.category is null and before.title = ${given('title')}`,
  }[same.sameTrouble]
  return `
    with born as (
      insert into requests (${columns(request)}, structural)
      select ${placeholders(request, 1)}, exists (
        select 1 from requests before
        where before.community_id = ${given('community_id')} and ${samePlace} and ${sameTrouble}
          and before.reported_at > ${given('reported_at')}::timestamptz - interval '30 days')
      on conflict (community_id, id) do nothing
      returning id, structural
    ), told as (
      insert into request_events (${columns(event)}) select ${placeholders(event, afterRequest)} from born
    ), spoke as (
      insert into voices (${columns(voice)}) select ${placeholders(voice, afterEvent)} from born
    ), worded as (
      insert into request_words (community_id, reported_at, request_id, words)
      select ${given('community_id')}, ${given('reported_at')}::timestamptz, id, $${words}::int[] from born
    ), announced as (
      insert into announcements (${columns(announcement)}) select ${placeholders(announcement, afterVoice)} from born
    )${line ? `, witnessed as (${line.partFrom('born', words + 1)})` : ''}
    select id, structural from born`
}

const columns = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
const placeholders = (names: readonly string[], first: number) =>
  names.map((_, index) => `$${first + index}`).join(', ')
