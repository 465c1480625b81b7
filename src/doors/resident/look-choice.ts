/**
 * Where `/look` may lead back to: a path of this site and nothing else. Browsers read a backslash as a slash and drop
 * line breaks, so both are refused before the address is parsed; `/..//other` becomes `//other` by being parsed, so what
 * comes out is looked at again.
 */
export function ownPath(back: string | undefined): string {
  if (back === undefined || back.length > 2_000 || !/^\/(?!\/)[\x21-\x7e]*$/.test(back) || back.includes('\\'))
    return '/'
  const site = 'http://own.invalid'
  try {
    const url = new URL(back, site)
    return url.origin === site && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/'
  } catch {
    return '/'
  }
}
