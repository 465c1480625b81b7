import type { PersonId } from '../../../platform/ids.ts'
import type { LeadRole } from '../../people/model.ts'
import { findBuilding, findGrid } from './check-places.ts'
import { isNone, unitLabel } from './labels.ts'
import { refuseSecondHolder } from './one-holder.ts'
import type { KnownPlace, PlaceBook } from './place-book.ts'
import type { CheckContext, RosterWrite, Term } from './plan.ts'
import type { FirstRows, RowReader } from './row-reader.ts'
import type { Tally } from './tally.ts'
import { settleTerms, type WantedTerm } from './terms.ts'
import { isoDay, leadPhone, leadRole, yesNo } from './values.ts'

interface PersonSeen {
  readonly id: PersonId
  readonly name: string
  readonly where: string
}

/** Reads the rows of 三长 one by one; what they come to is known when all of them are read. */
export class LeadCheck {
  readonly #context: CheckContext
  readonly #book: PlaceBook
  readonly #first: FirstRows
  readonly #tally: Tally
  readonly #people = new Map<string, PersonSeen>()
  readonly #known: ReadonlyMap<string, CheckContext['existing']['people'][number]>
  readonly #wanted = new Map<string, { post: Pick<Term, 'placeId' | 'role' | 'phoneHash'>; rows: WantedTerm[] }>()
  readonly #writes: RosterWrite[] = []
  /** Phones of people who get their name with this roster: for them there is a change, whatever their terms are. */
  readonly #named = new Set<string>()

  constructor(context: CheckContext, book: PlaceBook, first: FirstRows, tally: Tally) {
    this.#context = context
    this.#book = book
    this.#first = first
    this.#tally = tally
    this.#known = new Map(context.existing.people.map((person) => [person.phoneHash, person]))
  }

  /** One row: who answers for which place, from when to when. */
  read(reader: RowReader): void {
    // A post that is listed with nobody in it is vacant: there is nothing to write, and the desk shows it as a gap.
    if (!reader.row.values.name && !reader.row.values.phone) return
    const role = reader.neededValue('role', leadRole)
    const place = role && findPlace(reader, role, this.#book)
    const nameText = reader.needed('name')
    const phone = reader.neededValue('phone', leadPhone)
    const duties = reader.text('duties')
    const publicPhone = reader.value('publicPhone', yesNo)
    const fromDay = reader.value('fromDay', isoDay)
    const toDay = reader.value('toDay', isoDay)
    if (fromDay !== null && toDay !== null && toDay < fromDay) reader.wrong('toDay', 'dates_reversed', toDay)
    const name = nameText === null ? null : personName(nameText)
    if (name !== null && /\d/.test(name)) reader.wrong('name', 'name_invalid')
    if (phone === null || name === null) return
    const phoneHash = this.#context.hashPhone(phone)
    const where = `${reader.row.row}`
    this.#person(reader, { phoneHash, phone, name, where })
    if (!role || !place) return
    const key = `${place.id}/${role}/${phoneHash}`
    const before = this.#first.claim(`lead/${key}/${fromDay ?? ''}`, reader)
    if (before !== null) reader.wrong('phone', 'duplicate_row', before)
    if (reader.failed) return
    const group = this.#wanted.get(key) ?? { post: { placeId: place.id, role, phoneHash }, rows: [] }
    group.rows.push({ reader, fromDay, toDay, duties: duties && tidyDuties(duties), publicPhone })
    this.#wanted.set(key, group)
  }

  /** What all rows come to: people first, then changes of terms, then new terms. */
  settle(): RosterWrite[] {
    const byKey = new Map<string, Term[]>()
    for (const term of this.#context.existing.terms) {
      const key = `${term.placeId}/${term.role}/${term.phoneHash}`
      byKey.set(key, [...(byKey.get(key) ?? []), term])
    }
    const changed: RosterWrite[] = []
    const begun: RosterWrite[] = []
    const wanted = [...this.#wanted].map(([key, { post, rows }]) => ({
      post,
      settled: settleTerms(rows, byKey.get(key) ?? [], this.#context.today),
    }))
    refuseSecondHolder(wanted, this.#context, (phoneHash) => this.#nameOf(phoneHash))
    for (const { post, settled: all } of wanted) {
      for (const settled of all) {
        if (settled.of === null) {
          const personId = this.#people.get(post.phoneHash)?.id
          if (!personId) throw new Error('a term without a person')
          const term = { id: this.#context.newId<string>(), ...post, ...settled.term }
          begun.push({ write: 'term', personId, term })
          this.#tally.count(term.id, 'create')
        } else {
          const isSame = Object.keys(settled.changes).length === 0
          this.#tally.count(settled.of.id, isSame && !this.#named.has(post.phoneHash) ? 'same' : 'change')
          if (!isSame) changed.push({ write: 'termChange', termId: settled.of.id, changes: settled.changes })
        }
      }
    }
    return [...this.#writes, ...changed, ...begun]
  }

  #nameOf(phoneHash: string): string {
    return this.#people.get(phoneHash)?.name ?? this.#known.get(phoneHash)?.name ?? ''
  }

  /** A phone is one person's: two names for it are a slip that only the clerk can put right. */
  #person(
    reader: RowReader,
    said: { phoneHash: string; phone: Parameters<CheckContext['hashPhone']>[0]; name: string; where: string },
  ) {
    const seen = this.#people.get(said.phoneHash)
    if (seen) {
      if (nameKey(seen.name) !== nameKey(said.name)) reader.wrong('name', 'conflicting_name_for_phone', seen.where)
      return
    }
    const known = this.#known.get(said.phoneHash)
    const id = known?.id ?? this.#context.newId<PersonId>()
    this.#people.set(said.phoneHash, { id, name: said.name, where: said.where })
    if (!known) {
      this.#writes.push({ write: 'person', id, phoneHash: said.phoneHash, phone: said.phone, name: said.name })
    } else if (known.name === '') {
      this.#named.add(said.phoneHash)
      this.#writes.push({ write: 'personName', id, name: said.name })
    } else if (nameKey(known.name) !== nameKey(said.name)) reader.wrong('name', 'phone_of_another_name')
  }
}

/** The place that a role answers for. What is named below it would be another place than the role's. */
function findPlace(reader: RowReader, role: LeadRole, book: PlaceBook): KnownPlace | null {
  const grid = findGrid(reader, book)
  if (role === 'gridLead') {
    refuseBelow(reader, 'building')
    refuseBelow(reader, 'unit')
    return grid
  }
  const buildingText = reader.needed('building')
  const building = grid && buildingText !== null ? findBuilding(reader, grid, buildingText, book) : null
  if (role === 'buildingLead') {
    refuseBelow(reader, 'unit')
    return building
  }
  const unitText = reader.needed('unit')
  if (!building || unitText === null) return null
  const label = unitLabel(unitText)
  const unit = label && book.unit(building, label)
  if (!unit) reader.wrong('unit', label ? 'unit_unknown' : 'value_missing')
  return unit ?? null
}

function refuseBelow(reader: RowReader, field: 'building' | 'unit'): void {
  const text = reader.text(field)
  if (text !== null && !isNone(text)) reader.wrong(field, 'place_below_role')
}

/** 张 三 is 张三; names of letters keep their spaces. */
function personName(text: string): string {
  const name = text.normalize('NFKC').trim()
  return name.replaceAll(/\s+/g, /\p{Script=Han}/u.test(name) ? '' : ' ')
}
const nameKey = (name: string) =>
  personName(name)
    .toLowerCase()
    .replaceAll(/[·•・.\s]/g, '')

const tidyDuties = (text: string) => text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim()
