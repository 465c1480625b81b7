import { z } from 'zod'
import { localDay } from '../../../platform/clock/local-days.ts'
import type { Work } from '../../../platform/database/database.ts'
import type { House } from '../../../platform/house.ts'
import type { Language } from '../../../platform/i18n/text.ts'
import { type CommunityId, newId } from '../../../platform/ids.ts'
import type { Phone } from '../../people/index.ts'
import { checkRoster } from './check.ts'
import { fileError, type RosterSheet, recognise } from './columns.ts'
import type { RosterError, RosterImport } from './model.ts'
import type { CheckedRoster, Counts, Existing, ImportOwner } from './plan.ts'
import * as store from './roster-store.ts'
import { writePlan } from './roster-writing.ts'
import { rosterTemplate } from './template.ts'
import { leadPhone } from './values.ts'
import { readWorkbook } from './workbook.ts'

/** As many errors as a clerk will read; the count tells of the rest. */
const shownErrors = 500
const none = { create: 0, change: 0, same: 0 }
const noCounts: Counts = { places: none, households: none, leads: none }

/** The rows as they were sealed by `check`; what comes back from the database is parsed like anything from outside. */
const keptRows = z.array(z.custom<RosterSheet>((value) => typeof value === 'object' && value !== null))

export interface RosterParts {
  /** Told once a roster is written: who answers for what may have changed. */
  forget(communityId: CommunityId): void
  /** The keyed hash of a phone, as `people` keeps it. */
  phoneHash(phone: Phone): Buffer
  /** Runs inside the import's own transaction after all is written: what must be written with it, or not at all. */
  afterWriting?(work: Work, communityId: CommunityId): Promise<void>
}

export type Roster = ReturnType<typeof createRoster>

/** The roster import: read and check a file, then write it, all or nothing. Permission is the door's matter. */
export function createRoster(
  house: Pick<House, 'database' | 'clock' | 'sealing' | 'log' | 'text'>,
  parts: RosterParts,
) {
  const { database, clock, sealing, log } = house
  const hashOf = (phone: Phone) => parts.phoneHash(phone).toString('base64')
  const scope = (communityId: CommunityId) => ({ communities: [communityId] })

  async function checkIn(work: Work, communityId: CommunityId, sheets: readonly RosterSheet[]): Promise<CheckedRoster> {
    const phones = sheets
      .flatMap((sheet) => sheet.rows)
      .flatMap(({ values: { phone } }) => {
        const read = phone && leadPhone(phone)
        return read?.ok ? [read.value] : []
      })
    const hashes = [...new Set(phones)].map((phone) => parts.phoneHash(phone))
    const rows = await store.existing(work, communityId, hashes)
    return checkRoster(sheets, {
      existing: existingFrom(rows, (sealed) => sealing.open(sealed)),
      today: localDay(clock.now()),
      hashPhone: hashOf,
      newId,
    })
  }

  async function find(communityId: CommunityId, id: string): Promise<RosterImport | null> {
    const row = await database.work(scope(communityId), (work) => store.importById(work, communityId, id))
    return row ? importFrom(row) : null
  }

  /** Writes an import whose status is `applying` already. */
  async function write(communityId: CommunityId, id: string): Promise<void> {
    // Names and phones of leads stand in a table that no community owns.
    const sealer = await sealing.shared()
    const written = await database.work(scope(communityId), async (work) => {
      await store.takeRoster(work, communityId)
      const row = await store.importById(work, communityId, id)
      // Applied by another run while this one waited.
      if (!row?.rows_sealed) return false
      const checked = await checkIn(work, communityId, keptRows.parse(JSON.parse(sealing.open(row.rows_sealed))))
      if (checked.errors.length > 0) {
        await store.setImport(work, communityId, id, { ...refusedWith(checked), status: 'refused', forgetRows: true })
        return false
      }
      const total = checked.plan.length
      // In units of work of their own, so that whoever asks sees them before all is committed.
      const progress = (done: number) =>
        database.aside(() =>
          database.work(scope(communityId), (own) => store.setImport(own, communityId, id, { done, total })),
        )
      await writePlan(work, communityId, checked.plan, sealer, progress)
      await parts.afterWriting?.(work, communityId)
      const { counts } = checked
      await store.setImport(work, communityId, id, { status: 'applied', done: total, total, counts, forgetRows: true })
      return true
    })
    if (written) parts.forget(communityId)
  }

  return {
    /** An empty roster to fill in, as XLSX. */
    template: (language: Language) => rosterTemplate(house.text(language)),

    /** Reads a file and checks it against the community. Nothing changes; the rows are kept sealed until they are applied. */
    async check(owner: ImportOwner, fileName: string, bytes: Buffer): Promise<RosterImport> {
      const { communityId } = owner
      const id = newId<string>()
      const read = await readWorkbook(bytes)
      const sealer = await sealing.for(communityId)
      const found = read.ok ? recognise(read.sheets) : { sheets: [], errors: [fileError(read.refusal)] }
      await database.work(scope(communityId), async (work) => {
        const checked =
          found.errors.length > 0
            ? { plan: [], errors: found.errors, counts: noCounts }
            : await checkIn(work, communityId, found.sheets)
        const isReady = checked.errors.length === 0
        await store.addImport(work, {
          communityId,
          id,
          fileName: fileName.slice(-200),
          status: isReady ? 'ready' : 'refused',
          rowsSealed: isReady ? sealer.seal(JSON.stringify(found.sheets)) : null,
          total: checked.plan.length,
          ...refusedWith(checked),
          createdBy: owner.personId,
          createdAt: clock.now(),
        })
      })
      const kept = await find(communityId, id)
      if (!kept) throw new Error('a roster import that was just written is not there')
      return kept
    },

    find,

    /**
     * Writes a checked roster in one transaction and in the background. An import that is applied, refused or unknown
     * is left as it is; one that failed or was cut off begins again from nothing.
     * @returns how it stands now, and a promise of how it ends, which never rejects; null when there is no such import
     */
    async apply(
      communityId: CommunityId,
      id: string,
    ): Promise<{ now: RosterImport; finished: Promise<RosterImport | null> } | null> {
      const before = await find(communityId, id)
      if (!before) return null
      if (before.status === 'applied' || before.status === 'refused' || before.status === 'checking') {
        return { now: before, finished: Promise.resolve(before) }
      }
      await database.work(scope(communityId), (work) => store.setImport(work, communityId, id, { status: 'applying' }))
      const finished = write(communityId, id)
        .catch(async (error: unknown) => {
          log.error({ error, rosterImport: id }, 'a roster was not written; nothing of it is there')
          await database.work(scope(communityId), (work) =>
            store.setImport(work, communityId, id, { status: 'failed', done: 0 }),
          )
        })
        .then(() => find(communityId, id))
        .catch((error: unknown) => {
          // The database is away: the import stays `applying` and can be applied again.
          log.error({ error, rosterImport: id }, 'it could not be noted how a roster ended')
          return null
        })
      return { now: { ...before, status: 'applying' }, finished }
    },
  }
}

const refusedWith = ({ errors, counts }: CheckedRoster) => ({
  errors: errors.slice(0, shownErrors) as RosterError[],
  errorCount: errors.length,
  counts,
})

function existingFrom(rows: store.ExistingRows, open: (sealed: Buffer) => string): Existing {
  const root = rows.places.find((place) => place.kind === 'community')
  if (!root) throw new Error('a community without a place of its own')
  const text = (hash: Buffer | null) => hash?.toString('base64') ?? ''
  return {
    communityPlaceId: root.id,
    compounds: rows.compounds,
    propertyDesks: rows.propertyDesks.map(({ compound_id, name }) => ({ compoundId: compound_id, name })),
    places: rows.places.map(({ id, parent_id, kind, name, compound_id }) => ({
      id,
      parentId: parent_id,
      kind,
      name,
      compoundId: compound_id,
    })),
    people: rows.people.map((row) => ({ id: row.id, phoneHash: text(row.phone_hash), name: open(row.name_sealed) })),
    terms: rows.terms.map((row) => ({
      id: row.id,
      placeId: row.place_id,
      role: row.role,
      phoneHash: text(row.phone_hash),
      fromDay: row.from_day,
      toDay: row.to_day,
      duties: row.duties,
      publicPhone: row.public_phone,
    })),
  }
}

function importFrom(row: store.ImportRow): RosterImport {
  return {
    id: row.id,
    fileName: row.file_name,
    status: row.status,
    done: row.done,
    total: row.total,
    counts: { ...noCounts, ...row.counts },
    errors: row.errors,
    errorCount: row.error_count,
    createdAt: row.created_at.toString(),
  }
}
