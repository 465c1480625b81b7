/**
 * Makes what a person typed fit to stand in an attribute as they typed it. The JSX runtime escapes only the double quote:
 * nothing could break out, but a typed `&lt;` would come back as `<`, and a page would carry what looks like a tag.
 */
export function attribute(words: string): string
export function attribute(words: string | undefined): string | undefined
export function attribute(words: string | undefined): string | undefined {
  return words?.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/**
 * An address to link to: a path of ours, or a scheme that cannot run a script. Anything else (an address from a
 * setting or a reader's query) leads nowhere.
 */
export function linkTo(address: string): string {
  const isOurs = /^(\/(?![/\\])|[#?])/.test(address)
  return isOurs || /^(https?|tel|mailto|sms):/i.test(address) ? attribute(address) : '#'
}

/** `tel:` with nothing but what RFC 3966 lets a number have: digits, a leading plus, `*`, `#` as `%23`. */
export function callTo(phone: string): string {
  const number = phone.replace(/[^\d*#+]/g, '').replace(/(?!^)\+/g, '')
  return `tel:${number.replaceAll('#', '%23')}`
}
