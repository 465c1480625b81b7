/** What the sign-in library knows an account by: an address that is none, made of its keyed hash. */
export function signInName(accountHash: Buffer): string {
  return `${accountHash.toString('hex')}@account.invalid`
}

/** The same for a phone, by the keyed hash that stands for it. */
export function phoneAddress(phoneName: string): string {
  return `${phoneName}@phone.invalid`
}
