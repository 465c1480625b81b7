import type { House } from '../../platform/house.ts'
import type { Limits } from '../../platform/open-door/limits.ts'
import { createProof } from '../../platform/open-door/proof.ts'
import type { Calendar } from '../calendar/index.ts'
import type { People } from '../people/index.ts'
import type { Places } from '../places/index.ts'
import { createCarryOut } from './carry-out.ts'
import { createRulebook } from './circumstances.ts'
import { createClockProfiles } from './clock-profiles/clock-profiles.ts'
import { createContacts } from './contacts/contacts.ts'
import { createFollowing } from './following.ts'
import { createDeciding } from './held/deciding.ts'
import { createDoor } from './held/door.ts'
import { createIntake } from './held/intake.ts'
import { createOwnHeld } from './held/own-held.ts'
import { createHeldReading } from './held/reading.ts'
import { createForgetting } from './own/forgetting.ts'
import { createOwnData } from './own/own-data.ts'
import { createReading } from './reading.ts'
import { createReporting } from './report.ts'
import { createTracking } from './tracking.ts'

export type Requests = ReturnType<typeof createRequests>

/** All use-cases of this capability, made once: what its API, its pages and other capabilities call. */
export function createRequests(
  house: House,
  below: { places: Places; people: People; calendar: Calendar; limits: Limits },
) {
  const { places, people, calendar, limits } = below
  const clockProfiles = createClockProfiles(house)
  const rulebook = createRulebook(house, calendar, people, clockProfiles)
  const reading = createReading(house, places, people, rulebook)
  const report = createReporting(house, places, rulebook)
  const carryOut = createCarryOut(house, places, rulebook)
  const door = createDoor(house, limits)
  const tracking = createTracking(house, places, people, rulebook)
  const forgetting = createForgetting(house)
  return {
    clockProfiles,
    rulebook,
    reading,
    report,
    carryOut,
    limits,
    door,
    intake: createIntake(house, { places, rulebook, door, report }),
    deciding: createDeciding(house, { report, carryOut, door, proof: createProof(house) }),
    held: createHeldReading(house, places, door),
    tracking,
    following: createFollowing(house, tracking),
    contacts: createContacts(house, reading, people),
    own: createOwnData(house, { places, people, rulebook, forgetting, ownHeld: createOwnHeld(house, places) }),
  }
}
