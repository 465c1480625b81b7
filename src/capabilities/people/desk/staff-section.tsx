import { Button } from 'antd'
import { UserPlus } from 'lucide-react'
import { sayIsoDay } from '../../../platform/screens/moments.ts'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Holder, StaffSection } from '../appointing/model.ts'
import { nameOfSection } from './staff-names.ts'

const tones = { active: 'done', invited: 'soon', outside: 'wait' } as const

/** One desk or office: its people, who is missing, and the one thing to do about it. */
export function SectionOfStaff(props: {
  section: StaffSection
  onAppoint: () => void
  onEnd: (holder: Holder) => void
  onInvite: (holder: Holder) => void
}) {
  const { text } = useWords()
  const { section, onAppoint, onEnd, onInvite } = props
  const { holders, missing, phone, kind } = section
  const name = nameOfSection(section, text)
  return (
    <section className="staff-section" aria-labelledby={`staff-${section.key}`}>
      <header>
        <div>
          <h2 id={`staff-${section.key}`}>{name}</h2>
          <p className="soft">
            {text(`people.staff.kind.${kind}`)}
            {phone ? <span className="number"> · {phone.replace(/^\+86/, '')}</span> : null}
          </p>
        </div>
        {section.roles.length > 0 ? (
          <Button
            icon={<UserPlus size={16} aria-hidden="true" />}
            onClick={onAppoint}
            aria-label={text('people.staff.appoint_at', { place: name })}
          >
            {text('people.staff.appoint')}
          </Button>
        ) : null}
      </header>
      {missing.length > 0 ? (
        <p className="staff-gap">
          <span className="chip chip-soon">{text('people.staff.nobody')}</span>{' '}
          <span>{missing.map((role) => text(`people.staff.missing.${role}`)).join(' ')}</span>
        </p>
      ) : null}
      {holders.length > 0 ? (
        <ul className="staff-holders">
          {holders.map((holder) => (
            <Row key={holder.id} holder={holder} onEnd={() => onEnd(holder)} onInvite={() => onInvite(holder)} />
          ))}
        </ul>
      ) : missing.length === 0 && kind !== 'utility' ? (
        <p className="soft">{text('people.staff.nobody_yet')}</p>
      ) : null}
    </section>
  )
}

function Row({ holder, onEnd, onInvite }: { holder: Holder; onEnd: () => void; onInvite: () => void }) {
  const { text, language } = useWords()
  const now = useNow()
  const { name, role, access } = holder
  return (
    <li>
      <div className="staff-who">
        <p>
          <strong>{name}</strong> {text(`people.desk.role.${role}`)}
        </p>
        <p className="soft">
          {text('people.staff.since', { day: sayIsoDay(holder.fromDay, now, language) })}{' '}
          <span className={`chip chip-${tones[access]}`}>{text(`people.staff.access.${access}`)}</span>
        </p>
      </div>
      <div className="staff-actions">
        {holder.mayRenew ? (
          <Button onClick={onInvite} aria-label={text('people.staff.invite_whom', { name })}>
            {text('people.staff.invite')}
          </Button>
        ) : null}
        {holder.mayEnd ? (
          <Button onClick={onEnd} aria-label={text('people.staff.end_whom', { name })}>
            {text('people.staff.end')}
          </Button>
        ) : null}
      </div>
    </li>
  )
}
