/**
 * What looks like a phone, a door number or an identity number in a text that neighbours will see. Found by shape only;
 * names are not guessed at.
 */
const personal: readonly RegExp[] = [
  /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g,
  /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g,
  /(?<!\d)\d{17}[\dXx](?!\d)/g,
  /(?<!\d)\d{3,4}\s*(?:室|房|户)/g,
]

/** The text with such parts taken out, as it may stand on a public page. */
export function withoutPersonalParts(text: string): string {
  return personal.reduce((clean, pattern) => clean.replace(pattern, '…'), text)
}

/** The parts themselves, to offer taking them out before the report is sent. */
export function personalParts(text: string): string[] {
  return personal.flatMap((pattern) => text.match(pattern) ?? [])
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
