import { Rows } from '../../../platform/pages/index.ts'
import type { Opening } from '../contacts/contacts.ts'
import type { Reader } from './deps.ts'
import { Fold } from './parts.tsx'
import { sayMoment } from './times.ts'

/** Who opened this neighbour's name and phone: a person in office is named to the one they looked up. */
export function WhoLooked({ openings, reader }: { openings: readonly Opening[]; reader: Reader }): JSX.Element | null {
  const { text } = reader
  if (openings.length === 0) return null
  const count = new Set(openings.map((opening) => opening.name)).size
  return (
    <Fold word={text('requests.page.looked', { count })} icon="eye" quiet>
      <Rows>
        {openings.map(({ name, reason, at }) => (
          <li class="row">
            <div>
              <b safe>{name}</b>
              <p class="soft" safe>
                {text('requests.page.looked.at', { at: sayMoment(at, reader), reason })}
              </p>
            </div>
          </li>
        ))}
      </Rows>
    </Fold>
  )
}
