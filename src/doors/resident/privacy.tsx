import { type Days, RegisterList, registerDay } from '../../capabilities/privacy/index.ts'
import type { Host } from '../../platform/http/page-kit.ts'
import type { Text } from '../../platform/i18n/text.ts'
import { CallButton, Card } from '../../platform/pages/index.ts'

/** What is told in full behind each line (PIPL art. 17: who, why, how, what, how long, which rights, how to ask). */
const parts = ['who', 'purpose', 'kinds', 'sees', 'how_long', 'phone', 'rights', 'minors', 'changes'] as const

/** The privacy notice in layers: what most want to know first, the rest a tap away; all of it can be saved as a page. */
export function PrivacyPage({ text, host, days }: { text: Text; host: Host; days: Days }): JSX.Element {
  const told = {
    operator: host.sponsor,
    phone: host.phone ?? '',
    contact: days.contact,
    request: days.request,
    opening: days.opening,
  }
  return (
    <>
      <Card>
        <ul>
          {(['first', 'second', 'third', 'fourth'] as const).map((line) => (
            <li safe>{text(`resident.privacy.short.${line}`, told)}</li>
          ))}
        </ul>
      </Card>
      <Card title={text('resident.privacy.full')}>
        <div>
          {parts.map((part) => (
            <details class="plainly">
              <summary safe>{text(`resident.privacy.${part}`)}</summary>
              <p safe>{text(`resident.privacy.${part}.words`, told)}</p>
              {part === 'kinds' && <RegisterList text={text} days={days} />}
            </details>
          ))}
        </div>
      </Card>
      {host.phone !== null && (
        <CallButton phone={host.phone} word={text('resident.call', { phone: host.phone })} look="primary" />
      )}
      <p class="soft asides" safe>
        {text('resident.privacy.version', { day: registerDay })}
      </p>
    </>
  )
}
