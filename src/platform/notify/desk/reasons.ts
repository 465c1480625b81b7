/** Reasons that carry somebody else's number, such as `smtp_550`. */
const family = /^(smtp|http|wecom|dingtalk)_(-?\d+)$/

/**
 * Under which key a delivery's reason is put into words, and with which number of the other side's. `reasons.test.ts`
 * holds that there is none without.
 */
export function reasonWords(reason: string): { key: string; code: string } {
  const [, name, code] = family.exec(reason) ?? []
  return { key: `notify.desk.reason.${name ?? reason}`, code: code ?? reason }
}
