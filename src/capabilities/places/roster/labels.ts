/**
 * What people call a building, a stairwell or a door, brought to one form. Number and label are kept apart (china.md
 * section 7, Address): the name is what is said, the sort is the number in it, the key is what makes two spellings the
 * same place.
 */
export interface Label {
  readonly name: string
  readonly sort: number
  readonly key: string
}

const digitOf: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** 十二 is 12, 一百零三 is 103, 二〇 is 20; null for what is no number below a thousand. */
export function chineseNumber(text: string): number | null {
  if (/^[零〇一二三四五六七八九]{2,4}$/.test(text)) {
    return Number([...text].map((sign) => digitOf[sign]).join(''))
  }
  const parts =
    /^(?:([一二两三四五六七八九])百)?[零〇]?(?:([一二三四五六七八九])?(十))?[零〇]?([一二两三四五六七八九])?$/.exec(
      text,
    )
  if (!parts || text === '') return null
  const [, hundreds, tens, ten, ones] = parts
  const value = (sign: string | undefined) => (sign === undefined ? 0 : (digitOf[sign] ?? 0))
  return value(hundreds) * 100 + (ten ? (tens ? value(tens) : 1) * 10 : 0) + value(ones)
}

/** Full width to half width; spaces stay between words of letters only. */
function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replaceAll(/\s+/g, hasWords(text) ? ' ' : '')
}
const hasWords = (text: string) => /[a-z]{2}/i.test(text)

interface Numbered {
  readonly prefix: string
  readonly number: number
}

/** Splits 阳光花园3# into 阳光花园 and 3. What follows the number must be one of the endings. */
function numbered(text: string, endings: string): Numbered | null {
  // The sign before a number is none of a number: 3-2 is not a 2 after a 3-.
  const prefix = '(|.*[^\\d.,、/第\\-零〇一二两三四五六七八九十百])第?'
  const arabic = new RegExp(`^${prefix}(\\d{1,5})(?:${endings})?$`).exec(text)
  if (arabic) return { prefix: arabic[1] ?? '', number: Number(arabic[2]) }
  const chinese = new RegExp(`^${prefix}([零〇一二两三四五六七八九十百]+)(?:${endings})$`).exec(text)
  const bare = chinese ?? /^()第?([零〇一二三四五六七八九十百]+)$/.exec(text)
  const number = bare && chineseNumber(bare[2] ?? '')
  return bare && number !== null ? { prefix: bare[1] ?? '', number } : null
}

/** What a label without a number is sorted by: A is 1, 东 is 1. */
function sortOf(text: string): number {
  const digits = /\d{1,9}/.exec(text)
  if (digits) return Number(digits[0])
  const letter = /^[a-z]/i.exec(text)?.[0]?.toUpperCase()
  if (letter) return letter.charCodeAt(0) - 64
  const order = '甲乙丙丁戊己'.indexOf(text[0] ?? '')
  const side = '东中西南北'.indexOf(text[0] ?? '')
  return Math.max(order, side) + 1
}

/** A grid is kept as it is written; 第一网格 and 1网格 are the same one. */
export function gridLabel(text: string): Label {
  const name = tidy(text)
  const found = numbered(name.replace(/^grid ?(\d+)$/i, '$1'), '号?网格|号')
  if (found)
    return { name, sort: found.number, key: `${found.prefix.replace(/网格$/, '')}#${found.number}`.toLowerCase() }
  return { name, sort: sortOf(name), key: name.replace(/网格$/, '').toLowerCase() }
}

/** 3, 3#, 三号楼, 3栋 and 第3幢 are 3号楼; 阳光花园3# is 阳光花园3号楼; A座 stays A座. */
export function buildingLabel(text: string): Label {
  const tidied = tidy(text).replace(/^(?:building|bldg\.?|block) ?(\d+)$/i, '$1')
  const found = numbered(tidied, '号楼|号|#楼|#|栋楼?|幢楼?|楼|座')
  const name = found && !hasWords(found.prefix) ? `${found.prefix}${found.number}号楼` : tidied
  return { name, sort: found?.number ?? sortOf(name), key: name.toLowerCase() }
}

/** 2, 二单元, 第2单元 and 2门 are 2单元; 东 is 东单元. Null where there are no units: nothing, 无 or a stroke. */
export function unitLabel(text: string): Label | null {
  const tidied = tidy(text).replace(/^unit ?(\w+)$/i, '$1')
  if (isNone(tidied)) return null
  const found = numbered(tidied, '单元门?|单|门')
  const name =
    found && found.prefix === ''
      ? `${found.number}单元`
      : /^([A-Z]|[东西南北中甲乙丙丁])$/i.test(tidied)
        ? `${tidied.toUpperCase()}单元`
        : tidied
  return { name, sort: found?.number ?? sortOf(name), key: name.toLowerCase() }
}

/** Whether a cell says that there is none: china.md section 7 asks for an explicit 无. */
export function isNone(text: string): boolean {
  return /^(|无|没有|无单元|[-－—/／]+|none|n\/a)$/i.test(text.normalize('NFKC').trim())
}

/** 301, 301室 and, in 3号楼 2单元, also 3-2-301 are 301. */
export function roomLabel(text: string, building: Label, unit: Label | null): Label {
  let name = tidy(text).replace(/(?<=[\dA-Z])[室号户房]$/i, '')
  const begin = unit ? `${building.sort}-${unit.sort}-` : `${building.sort}-`
  if (name.startsWith(begin) && /^\d{3,4}[A-Z]?$/i.test(name.slice(begin.length))) name = name.slice(begin.length)
  return { name: name.toUpperCase(), sort: sortOf(name), key: name.toUpperCase() }
}

/** What a compound, a company or a duty is called: one line, half width. */
export function plainLabel(text: string): Label {
  const name = text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ')
  return { name, sort: 0, key: name.toLowerCase().replaceAll(' ', '') }
}
