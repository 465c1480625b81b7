import { type CheckUpResult, levels, sayInAll, worstOf } from '../../platform/check-up.ts'
import type { House } from '../../platform/house.ts'
import type { CheckUp } from './model.ts'

/** A check-up as it is told: in words, the worst first. */
export function reportOf(textOf: House['text'], { at, findings }: CheckUpResult): CheckUp {
  return {
    at,
    level: worstOf(findings),
    findings: levels
      .toReversed()
      .flatMap((level) =>
        findings
          .filter((one) => one.level === level)
          .map((one) => ({ name: one.name, level, words: sayInAll(one, textOf) })),
      ),
  }
}
