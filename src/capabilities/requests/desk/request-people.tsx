import { Repeat } from 'lucide-react'
import { sayPhone } from '../../../platform/i18n/phone.ts'
import type { RequestId } from '../../../platform/ids.ts'
import { Time, useNow } from '../../../platform/screens/time.tsx'
import { markOf, WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestDetail } from '../model.ts'
import { OpenContact } from './open-contact.tsx'
import { PanelSection } from './panel-section.tsx'
import { HandlerName } from './queue-row.tsx'
import { addressOf } from './request-address.ts'

/** Who spoke up, masked by the server, with what each says of the outcome. */
export function Reporters({ detail }: { detail: RequestDetail }) {
  const { text } = useWords()
  return (
    <PanelSection name="reporters">
      {detail.reporters.length === 0 ? (
        <p className="soft">{text('requests.desk.reporters.hidden', { count: detail.voices })}</p>
      ) : (
        <ul className="people">
          {detail.reporters.map((reporter, index) => (
            <li key={reporter.id}>
              <span>{reporter.name ?? text('requests.desk.reporters.neighbour', { number: index + 1 })}</span>
              {reporter.phone ? (
                <OpenContact request={detail.id} voice={reporter.id} masked={sayPhone(reporter.phone)} />
              ) : (
                <span className="number">{text('requests.desk.reporters.no_phone')}</span>
              )}
              <span className="soft">{text(`requests.desk.voice.${reporter.state}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </PanelSection>
  )
}

/** Who had it before or is kept in the picture. */
export function Followers({ detail }: { detail: RequestDetail }) {
  if (detail.followers.length === 0) return null
  return (
    <PanelSection name="followers">
      <ul className="people">
        {detail.followers.map((follower) => (
          <li key={JSON.stringify(follower.handler)}>
            <span>
              <HandlerName handler={follower} />
            </span>
            <span className="number">{follower.phone && sayPhone(follower.phone)}</span>
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}

/** What this place had before; the same trouble within 30 days asks for its cause. */
export function EarlierHere({ detail, onOpen }: { detail: RequestDetail; onOpen: (id: RequestId) => void }) {
  const { text } = useWords()
  const now = useNow()
  return (
    <PanelSection name="earlier">
      {detail.earlier.length === 0 ? <p className="soft">{text('requests.desk.earlier.none')}</p> : null}
      <ul className="earlier">
        {detail.earlier.map((earlier) => (
          <li key={earlier.id}>
            {/* How it was closed is not told here, and nothing but a neighbour's word lights the fourth pane. */}
            <WindowMark
              {...markOf({ status: earlier.status, deadline: null, closing: earlier.closing }, now)}
              size={18}
            />
            <span>
              <a
                href={addressOf(earlier.id)}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  onOpen(earlier.id)
                }}
              >
                {earlier.title}
              </a>{' '}
              <span className="soft">
                <Time at={earlier.reportedAt} /> · {earlier.resolution ?? text(`screens.status.${earlier.status}`)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {detail.structural ? (
        <p>
          <em className="flag flag-structural">
            <Repeat size={14} aria-hidden="true" /> {text('requests.desk.structural')}
          </em>
        </p>
      ) : null}
    </PanelSection>
  )
}
