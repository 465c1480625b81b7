import type { Text } from '../../../platform/i18n/text.ts'
import { type DataKind, type KeptFor, personalData, registerVersion } from '../register.ts'
import { type Days, terms } from '../rules-for-retention.ts'

/** Each kind of personal data as the register has it: what, what for, on which basis, who sees it, for how long. */
export function RegisterList({ text, days }: { text: Text; days: Days }): JSX.Element {
  return (
    <ul>
      {(Object.keys(personalData) as DataKind[]).map((kind) => {
        const { dataClass, basis, keptFor, seenBy } = personalData[kind]
        return (
          <li>
            <b safe>{text(`privacy.data.${kind}`)}</b> <span safe>{text(`privacy.data.${kind}.purpose`)}</span>
            <p class="soft" safe>
              {[
                text(`privacy.seen.${seenBy}`),
                sayKept(keptFor, text, days),
                text(`privacy.basis.${basis}`),
                text('privacy.class', { dataClass }),
              ].join(' ')}
            </p>
          </li>
        )
      })}
    </ul>
  )
}

function sayKept(keptFor: KeptFor, text: Text, days: Days): string {
  return keptFor in terms
    ? text(`privacy.kept.${keptFor}`, { days: days[keptFor as keyof Days] })
    : text(`privacy.kept.${keptFor}`)
}

/** "2026-11-24": of which day this is. */
export const registerDay = registerVersion.day
