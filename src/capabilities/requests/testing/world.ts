import { Temporal } from 'temporal-polyfill'
import { buildCalendar } from '../../../platform/clock/calendar.ts'
import { seedDays } from '../../../platform/clock/calendar-seed.ts'
import type { CommandId, CommunityId, DeskId, PersonId, PlaceId, RequestId, VoiceId } from '../../../platform/ids.ts'
import { weifangProfile } from '../clock-profile.ts'
import type { ClockRules } from '../deadlines.ts'
import type { Author } from '../events.ts'
import type { Ladder, Rung } from '../ladder.ts'
import type { Handler, Level } from '../model.ts'

/** A made-up neighbourhood: the years that the calendar table knows, one stairwell's leads, and the desks above them. */
export const rules: ClockRules = { profile: weifangProfile, calendar: buildCalendar(seedDays(2025, 2026)) }

/** The instant of this local time: `2026-03-04T10:20`. */
export function local(text: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(rules.calendar.timeZone).toInstant()
}

/** The local time of this instant, to the minute. */
export function shown(at: Temporal.Instant | null | undefined): string | null {
  const there = at?.toZonedDateTimeISO(rules.calendar.timeZone).toPlainDateTime()
  return there ? there.toString({ smallestUnit: 'minute' }) : null
}

/** Plain values to compare: instants as texts, since two of them look alike to a test whatever they say. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

let counted = 0
function id<Id extends string>(): Id {
  counted += 1
  return `0192f000-0000-7000-8000-${String(counted).padStart(12, '0')}` as Id
}
export const commandId = () => id<CommandId>()
export const requestId = () => id<RequestId>()
export const voiceId = () => id<VoiceId>()
export const communityId = id<CommunityId>()
export const placeId = id<PlaceId>()

const lead = (level: Level): Handler => ({ kind: 'lead', level, personId: id<PersonId>() })
const desk = (level: Level): Handler => ({ kind: 'desk', level, deskId: id<DeskId>() })

export const unitLead = lead(1)
export const buildingLead = lead(2)
export const gridLead = lead(3)
export const property = desk(4)
export const committee = desk(4)
export const communityDesk = desk(4)
export const subdistrict = desk(5)
export const utility = desk(6)
export const district = desk(6)

/** Everybody present, nearest first; the desks in the order of their names, as the store gives them. */
export const everybody: Ladder = [
  { kind: 'lead', handler: unitLead },
  { kind: 'lead', handler: buildingLead },
  { kind: 'lead', handler: gridLead },
  { kind: 'committee', handler: committee },
  { kind: 'community', handler: communityDesk },
  { kind: 'property', handler: property },
  { kind: 'subdistrict', handler: subdistrict },
  { kind: 'utility', handler: utility },
  { kind: 'district', handler: district },
]

/** The ladder with these posts vacant. */
export function without(...vacant: readonly Handler[]): Ladder {
  return everybody.filter((rung) => !vacant.includes(rung.handler))
}

/** Desks that a matter can be given to, but is not raised to. */
export function isBeside(rung: Rung): boolean {
  return rung.kind === 'property' || rung.kind === 'committee' || rung.kind === 'utility'
}

export type StaffAuthor = Extract<Author, { kind: 'staff' }>

const staffOfDesks = new Map<string, readonly [PersonId, PersonId]>()

/** Somebody who does the work of this handler; at a desk there are two. */
export function worker(handler: Handler, which: 0 | 1 = 0): StaffAuthor {
  const { level } = handler
  if (handler.kind === 'lead') return { kind: 'staff', personId: handler.personId, deskIds: [], level }
  const staff = staffOfDesks.get(handler.deskId) ?? [id<PersonId>(), id<PersonId>()]
  staffOfDesks.set(handler.deskId, staff)
  return { kind: 'staff', personId: staff[which], deskIds: [handler.deskId], level }
}
