import type { Host } from '../../platform/http/page-kit.ts'
import type { Text } from '../../platform/i18n/text.ts'
import { CallButton, Card } from '../../platform/pages/index.ts'

/** What is told in full behind each line (PIPL art. 17: who, why, how, what, how long, which rights, how to ask). */
const parts = ['who', 'purpose', 'kinds', 'sees', 'how_long', 'phone', 'rights', 'minors', 'changes'] as const
/** Each kind of data by itself: what it is, why, who sees it, for how long. */
const fields = ['text', 'photos', 'phone', 'name', 'place', 'sign_in', 'look', 'device'] as const

/** The privacy notice in layers: what most want to know first, the rest a tap away; all of it can be saved as a page. */
export function PrivacyPage({ text, host }: { text: Text; host: Host }): JSX.Element {
  return (
    <>
      <Card>
        <ul>
          {(['first', 'second', 'third', 'fourth'] as const).map((line) => (
            <li safe>{text(`resident.privacy.short.${line}`)}</li>
          ))}
        </ul>
      </Card>
      <Card title={text('resident.privacy.full')}>
        <div>
          {parts.map((part) => (
            <details class="plainly">
              <summary safe>{text(`resident.privacy.${part}`)}</summary>
              <p safe>{text(`resident.privacy.${part}.words`, { operator: host.sponsor, phone: host.phone ?? '' })}</p>
              {part === 'kinds' && <Fields text={text} />}
            </details>
          ))}
        </div>
      </Card>
      {host.phone !== null && (
        <CallButton phone={host.phone} word={text('resident.call', { phone: host.phone })} look="primary" />
      )}
      <p class="soft asides" safe>
        {text('resident.privacy.version')}
      </p>
    </>
  )
}

function Fields({ text }: { text: Text }): JSX.Element {
  return (
    <ul>
      {fields.map((field) => (
        <li>
          <b safe>{text(`resident.privacy.field.${field}`)}</b>{' '}
          <span safe>{text(`resident.privacy.field.${field}.words`)}</span>
        </li>
      ))}
    </ul>
  )
}
