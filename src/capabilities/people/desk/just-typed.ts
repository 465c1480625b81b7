/**
 * The password that was typed a moment ago, so that setting up the second factor right after it does not ask twice. In
 * memory only, and only until it is used or five minutes are over.
 */
let kept: { readonly password: string; readonly at: number } | null = null
const goodFor = 5 * 60_000

export function keepTyped(password: string): void {
  kept = { password, at: performance.now() }
}
export function typedJustNow(): string | undefined {
  return kept && performance.now() - kept.at < goodFor ? kept.password : undefined
}
export function forgetTyped(): void {
  kept = null
}
