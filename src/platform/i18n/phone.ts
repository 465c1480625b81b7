/** A phone as people read it: 138 0000 0001 for a mobile one of the mainland; any other as it is. */
export function sayPhone(phone: string): string {
  const mobile = /^(?:\+86)?(1\d{2})(\d{4}|\*{4})(\d{4})$/.exec(phone)
  return mobile ? mobile.slice(1).join(' ') : phone
}
