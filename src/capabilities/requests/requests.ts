import type { House } from '../../platform/house.ts'
import type { Calendar } from '../calendar/index.ts'
import type { People } from '../people/index.ts'
import type { Places } from '../places/index.ts'
import { createCarryOut } from './carry-out.ts'
import { createRulebook } from './circumstances.ts'
import { createContacts } from './contacts/contacts.ts'
import { createForgetting } from './own/forgetting.ts'
import { createOwnData } from './own/own-data.ts'
import { createReading } from './reading.ts'
import { createReporting } from './report.ts'
import { createTracking } from './tracking.ts'

export type Requests = ReturnType<typeof createRequests>

/** All use-cases of this capability, made once: what its API, its pages and other capabilities call. */
export function createRequests(house: House, below: { places: Places; people: People; calendar: Calendar }) {
  const { places, people, calendar } = below
  const rulebook = createRulebook(house, calendar, people)
  const reading = createReading(house, places, people, rulebook)
  const forgetting = createForgetting(house)
  return {
    rulebook,
    reading,
    report: createReporting(house, places, rulebook),
    carryOut: createCarryOut(house, places, rulebook),
    tracking: createTracking(house, places, people, rulebook),
    contacts: createContacts(house, reading, people),
    own: createOwnData(house, { places, people, rulebook, forgetting }),
  }
}
