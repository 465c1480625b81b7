import { Temporal } from 'temporal-polyfill'
import { type LeadRole, mobilePhone, type Phone, phone } from '../../people/model.ts'
import type { RosterCell } from './columns.ts'

/** A value, or the code of what is wrong with it. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; code: string }

const wrong = (code: string): Parsed<never> => ({ ok: false, code })
const right = <T>(value: T): Parsed<T> => ({ ok: true, value })

const plain = (cell: RosterCell) => cell.text.normalize('NFKC').replaceAll(/\s/g, '')

const roleWords: Readonly<Record<LeadRole, readonly string[]>> = {
  gridLead: ['网格长', 'gridlead', 'gridleader'],
  buildingLead: ['楼长', '楼栋长', '楼宇长', '楼幢长', 'buildinglead', 'buildingleader'],
  unitLead: ['单元长', 'unitlead', 'unitleader'],
}

export function leadRole(cell: RosterCell): Parsed<LeadRole> {
  const word = plain(cell).toLowerCase()
  const found = Object.entries(roleWords).find(([, words]) => words.includes(word))
  return found ? right(found[0] as LeadRole) : wrong('role_unknown')
}

export function yesNo(cell: RosterCell): Parsed<boolean> {
  const word = plain(cell).toLowerCase()
  if (['是', '公开', '同意', '√', '✓', 'yes', 'y', 'true', '1'].includes(word)) return right(true)
  if (['否', '不公开', '不同意', '×', 'no', 'n', 'false', '0'].includes(word)) return right(false)
  return wrong('yes_no_invalid')
}

/**
 * A lead's phone. Leads sign in and are told by their phone, so that it must be a mobile one. What Excel has shortened
 * to 1.38E+10 has lost its digits and cannot be repaired.
 */
export function leadPhone(cell: RosterCell): Parsed<Phone> {
  const typed = plain(cell)
    .replace(/^['‘’]/, '')
    .replace(/\.0+$/, '')
  if (/^\d(\.\d+)?e\+?\d+$/i.test(typed)) return wrong('phone_shortened')
  const parsed = phone.safeParse(typed)
  if (!parsed.success) return wrong('phone_invalid')
  return mobilePhone.safeParse(typed).success ? right(parsed.data) : wrong('phone_not_mobile')
}

const dayForms = [
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T0:.Z]*)$/,
  /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
  /^(\d{4})\.(\d{1,2})\.(\d{1,2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日?$/,
  /^(\d{4})(\d{2})(\d{2})$/,
]

/** A day as ISO text from what people and spreadsheets write: 2026-11-24, 2026/11/24, 2026年11月24日, 20261124, 46350. */
export function isoDay(cell: RosterCell): Parsed<string> {
  const typed = plain(cell)
  // A date that is formatted as a number: days since 1899-12-30, as spreadsheets count them.
  if (cell.type === 'number' && /^\d{5}$/.test(typed)) {
    return inRange(Temporal.PlainDate.from('1899-12-30').add({ days: Number(typed) }))
  }
  for (const form of dayForms) {
    const found = form.exec(typed)
    if (!found) continue
    const [, year, month, day] = found.map(Number)
    try {
      const fields = { year: year ?? 0, month: month ?? 0, day: day ?? 0 }
      return inRange(Temporal.PlainDate.from(fields, { overflow: 'reject' }))
    } catch (error) {
      if (error instanceof RangeError) return wrong('date_invalid')
      throw error
    }
  }
  return wrong('date_invalid')
}

/** Terms of leads lie in the lives of people: another year is a slip of the hand. */
function inRange(day: Temporal.PlainDate): Parsed<string> {
  return day.year >= 1950 && day.year <= 2100 ? right(day.toString()) : wrong('date_invalid')
}

/** Whether a spreadsheet has made a day of something like 3-1 or 1-201. */
export function becameDay(cell: RosterCell): boolean {
  return (
    cell.type === 'day' ||
    /^\d{1,2}月\d{1,2}日$|^\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$/i.test(cell.text)
  )
}

/** What a formula shows instead of a result. */
export function isFormulaError(cell: RosterCell): boolean {
  return /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/.test(cell.text)
}
