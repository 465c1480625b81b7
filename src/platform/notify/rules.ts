/** Reasons that say that nothing was tried, because nobody has set this way up: no failure, and nothing to repair. */
export const skippedBecause = ['channel_not_configured', 'channel_switched_off'] as const

/** Reasons that carry somebody else's number, such as `smtp_550`. */
const family = /^(smtp|http|wecom|dingtalk)_(-?\d+)$/

/**
 * Under which key a delivery's reason is put into words, and with which number of the other side's. `rules.test.ts`
 * holds that there is none without.
 */
export function reasonWords(reason: string): { key: string; code: string } {
  const [, name, code] = family.exec(reason) ?? []
  return { key: `notify.desk.reason.${name ?? reason}`, code: code ?? reason }
}
