import type { Temporal } from 'temporal-polyfill'
import type { Duty } from '../../platform/capability.ts'
import { buildCalendar, type WorkCalendar } from '../../platform/clock/calendar.ts'
import { localDay } from '../../platform/clock/local-days.ts'
import type { House } from '../../platform/house.ts'
import { type CommunityId, newId, type PersonId } from '../../platform/ids.ts'
import { keptFor } from '../../platform/kept.ts'
import type { People } from '../people/index.ts'
import type { CalendarDay, CalendarYear, Coverage, Warning } from './model.ts'
import { editableYears, exceptionsIn, type Fault, faultsIn, inOrder, isWhole, rowsOf, yearOf } from './rules.ts'
import { coverageOf, uncoveredYears } from './rules-for-coverage.ts'
import * as store from './store.ts'

const oneDay = 24 * 60 * 60_000
const shared = { communities: [] as CommunityId[] }
/** The wake-up that tells other servers of a changed calendar. */
const changed = 'calendar'

/** What the logs say, by the kind of warning. */
const warnings: Readonly<Record<Warning['kind'], string>> = {
  uncovered: 'the working-day calendar does not cover this year: deadlines in it go by Monday to Friday',
  unfinished: 'the working-day calendar covers this year without its National Day: the list is not whole',
}

export type Calendar = ReturnType<typeof createCalendar>
export type ChangeOutcome = { ok: true; year: CalendarYear } | { ok: false; faults: readonly Fault[] }

/** The working-day calendar: kept in memory for every clock that starts, edited by the district, loud where it ends. */
export function createCalendar(
  house: Pick<House, 'database' | 'clock' | 'wake' | 'log'>,
  people: Pick<People, 'namesOf'>,
) {
  const { database, clock, wake, log } = house
  const today = () => localDay(clock.now())
  const kept = keptFor<{ calendar: WorkCalendar; missed: Set<number> }>(60_000)
  /** Year → the day on which this server last warned of a deadline in it. */
  const warnedOn = new Map<number, string>()

  const forget = () => kept.forget()
  wake.on(changed, forget)

  const known = () =>
    kept.read('all', () =>
      database.work(shared, async (work) => ({
        calendar: buildCalendar(await store.calendarRows(work)),
        missed: new Set(await store.missedYears(work)),
      })),
    )

  async function coverage(): Promise<Coverage> {
    const { calendar, missed } = await known()
    return coverageOf(calendar, missed, today())
  }

  async function warn(): Promise<void> {
    const { warning, coveredUntil, coveredDays } = await coverage()
    if (warning) log.warn({ year: warning.year, coveredUntil, coveredDays }, warnings[warning.kind])
  }

  /** @param withName whether the reader is told who changed the year last */
  async function readYear(year: number, withName: boolean): Promise<CalendarYear> {
    const read = await database.work(shared, async (work) => {
      const rows = await store.rowsOfYear(work, year)
      const change = await store.lastChange(work, year)
      const names = change && withName ? await people.namesOf(work, [change.personId]) : null
      return { rows, change, by: (change && names?.get(change.personId)?.name) || null }
    })
    return {
      year,
      covered: isWhole(year, read.rows),
      days: exceptionsIn(read.rows),
      changed: read.change ? { at: read.change.at.toString(), by: read.by } : null,
      editable: editableYears(today()),
      coverage: await coverage(),
    }
  }

  return {
    /** The calendar that a clock which starts now is counted with; from memory, at most a minute old. */
    now: async (): Promise<WorkCalendar> => (await known()).calendar,
    coverage,
    /** What is arranged for a year; this one when none is named. */
    year: (year: number | undefined, withName: boolean) => readYear(year ?? yearOf(today()), withName),

    /**
     * Puts a list in the place of all that a year has; an empty one takes the year back. Clocks that start from now on
     * are counted with it, those that run keep their deadlines. The same list again changes and records nothing.
     */
    async change(personId: PersonId, year: number, given: readonly CalendarDay[]): Promise<ChangeOutcome> {
      const faults = faultsIn(year, given, today())
      if (faults.length > 0) return { ok: false, faults }
      const after = inOrder(given)
      const rows = rowsOf(year, after)
      const isNew = await database.work(shared, async (work) => {
        await store.lockYear(work, year)
        const present = await store.rowsOfYear(work, year)
        if (JSON.stringify(present) === JSON.stringify(rows)) return false
        await store.replaceYear(work, year, rows)
        const before = exceptionsIn(present)
        await store.addChange(work, { id: newId(), year, personId, at: clock.now(), before, after })
        return true
      })
      if (isNew) {
        forget()
        wake.up(changed)
      }
      return { ok: true, year: await readYear(year, true) }
    },

    /**
     * Watches deadlines that were set at `now`: one that falls into a year that nobody has arranged is warned of, once a
     * day and year, and remembered for the desk. Never fails: the deadline stands, whether or not this could be told.
     */
    async heed(deadlines: Iterable<Temporal.Instant>, now: Temporal.Instant): Promise<void> {
      try {
        const [{ calendar, missed }, day] = [await known(), localDay(now)]
        for (const due of deadlines) {
          for (const year of uncoveredYears(calendar, day, localDay(due))) {
            if (warnedOn.get(year) === day) continue
            warnedOn.set(year, day)
            missed.add(year)
            log.warn({ year }, 'a deadline falls into a year that the working-day calendar does not cover')
            await database.work(shared, (work) => store.addMissedYear(work, year, now))
          }
        }
      } catch (error) {
        log.warn({ error }, 'could not look whether the working-day calendar covers a deadline')
      }
    },

    /** Warns in the log at the start and once a day. */
    duty: { name: 'calendar', wakes: [], every: oneDay, run: () => warn().then(() => false) } satisfies Duty,
  }
}
