/** The commonest surnames, two-sign ones first; with them some nine of ten neighbours are found. */
const surname =
  '(?:欧阳|司马|上官|诸葛|东方|皇甫|[王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤于常])'
/** Signs that stand in sentences and hardly in names: 马(上回)家 is no family. */
const given =
  '(?:(?![的了在是跟也都很就还要请找去来到上下里外前后旁边围便经这那哪每各个位名些几多何么不没会能可说给让叫把被从对为没住时候点层单元号房室户们])[\\u4e00-\\u9fff])'
const called = '(?:阿姨|大爷|大妈|大娘|大叔|大姐|大哥|叔叔|伯伯|婆婆|奶奶|爷爷|先生|女士|师傅)'
/** Before 家 these make another word: 大家, 专家, 我家. */
const noFamily = '大人回在专住全自商厂店居邻东公别谁咱我你您他她搬各几两一管画作学'

/**
 * What looks like a phone, a door number, an identity number or a name in a text that neighbours will see. Found by shape
 * only: a name is one when a common surname begins it and a form of address, or 家, follows.
 */
const personal: readonly RegExp[] = [
  /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g,
  /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g,
  /(?<!\d)\d{17}[\dXx](?!\d)/g,
  /(?<!\d)\d{3,4}\s*(?:室|房|户)/g,
  // 2单元301, 3号楼2-301, 3-2-301
  /(?<=(?:单元|号楼|栋|幢)\s*)(?:\d{1,2}[-–—])?\d{3,4}(?!\d|\s*[米多余个人元块年天次平])/g,
  /(?<![\d-])\d{1,3}[-–—]\d{1,2}[-–—]\d{3,4}(?![\d-])/g,
  new RegExp(`${surname}${given}{0,2}?${called}`, 'g'),
  new RegExp(`${surname}${given}{1,2}?(?<![${noFamily}])(?=家)`, 'g'),
]

/** The text as its shapes are looked for, full-width digits as plain ones, and where each sign of it stood. */
function flat(text: string): { plain: string; at: number[] } {
  const at: number[] = []
  let plain = ''
  let stood = 0
  for (const sign of text) {
    const simple = sign.normalize('NFKC')
    plain += simple
    for (let n = 0; n < simple.length; n++) at.push(stood)
    stood += sign.length
  }
  return { plain, at: [...at, stood] }
}

/** From where to where such parts stand, in order; what touches is one part. */
function spans(text: string, patterns: readonly RegExp[] = personal): [number, number][] {
  const { plain, at } = flat(text)
  const found = patterns
    .flatMap((pattern) => [...plain.matchAll(pattern)])
    .map((match): [number, number] => [at[match.index] ?? 0, at[match.index + match[0].length] ?? text.length])
    .sort(([a], [b]) => a - b)
  const joined: [number, number][] = []
  for (const [from, to] of found) {
    const last = joined.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** The text with such parts taken out, as it may stand on a public page. */
export function withoutPersonalParts(text: string): string {
  return without(text, personal)
}

/**
 * The text without one person: their own name and phone wherever they stand, however the phone is grouped.
 * @param alsoShapes takes out whatever looks like anybody's, too
 */
export function withoutPerson(
  text: string,
  person: { readonly name: string | null; readonly phone: string | null },
  alsoShapes: boolean,
): string {
  const own = [...patternsOf(person.name, nameOf), ...patternsOf(person.phone, phoneOf)]
  // A name of one sign stands in many words; alone it is the name.
  const isName = person.name !== null && text.normalize('NFKC').trim() === person.name.normalize('NFKC').trim()
  return isName && text !== '' ? '…' : without(text, alsoShapes ? [...personal, ...own] : own)
}

/** The text with one name in the place of another, for whoever was called wrongly; and the same for a phone. */
export function withOtherName(text: string, from: string, to: string): string {
  const isName = text.normalize('NFKC').trim() === from.normalize('NFKC').trim()
  return isName ? to : without(text, patternsOf(from, nameOf), to)
}
export function withOtherPhone(text: string, from: string, to: string): string {
  return without(text, patternsOf(from, phoneOf), to.replace(/^\+86/, ''))
}

const patternsOf = (value: string | null, of: (value: string) => RegExp | null) =>
  [value === null ? null : of(value.normalize('NFKC').trim())].filter((pattern) => pattern !== null)
const literally = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
const nameOf = (name: string) => ([...name].length < 2 ? null : new RegExp(literally(name), 'gi'))
function phoneOf(phone: string): RegExp | null {
  const digits = phone.replace(/^\+86/, '').replaceAll(/\D/g, '')
  return digits.length < 5 ? null : new RegExp(`(?:\\+?86[\\s-]*)?${[...digits].join('[\\s.–—-]*')}`, 'g')
}

function without(text: string, patterns: readonly RegExp[], instead = '…'): string {
  let clean = ''
  let done = 0
  for (const [from, to] of spans(text, patterns)) {
    clean += `${text.slice(done, from)}${instead}`
    done = to
  }
  return clean + text.slice(done)
}

/** The parts themselves, to offer taking them out before the report is sent. */
export function personalParts(text: string): string[] {
  return spans(text).map(([from, to]) => text.slice(from, to))
}

/** The longest title that stands in a list. */
const longest = 28

/** A title out of what a neighbour wrote: the first sentence, cut to fit, without personal parts. */
export function titleFrom(text: string): string {
  const clean = withoutPersonalParts(text).replaceAll(/\s+/g, ' ').trim()
  const sentence = clean.split(/[。！？!?；;\n]|\.\s/)[0]?.trim() ?? ''
  const signs = [...(sentence || clean)]
  return signs.length <= longest ? signs.join('') : `${signs.slice(0, longest - 1).join('')}…`
}
