/** What the sign-in library knows an account by: an address that is none, made of its keyed hash. */
export function signInName(accountHash: Buffer): string {
  return `${accountHash.toString('hex')}@account.invalid`
}
