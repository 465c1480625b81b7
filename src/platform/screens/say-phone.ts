/** A phone as it is read aloud and typed: 138 0000 0001, 0536-8888 0000; what is of another form stays as it is. */
export function sayPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, '')
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`
  return phone.startsWith('+86') && !digits.startsWith('400') ? `0${digits}` : digits
}
