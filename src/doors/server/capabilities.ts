import { audit } from '../../capabilities/audit/index.ts'
import { calendar } from '../../capabilities/calendar/index.ts'
import { doctor } from '../../capabilities/doctor/index.ts'
import { feedback } from '../../capabilities/feedback/index.ts'
import { figures } from '../../capabilities/figures/index.ts'
import { people } from '../../capabilities/people/index.ts'
import { places } from '../../capabilities/places/index.ts'
import { privacy } from '../../capabilities/privacy/index.ts'
import { requests } from '../../capabilities/requests/index.ts'
import type { Capability } from '../../platform/capability.ts'
import type { Foundation } from './foundation.ts'

/** Everything that Silin can do. A new capability adds its line here. */
export const capabilities: readonly Capability<Foundation>[] = [
  people,
  places,
  requests,
  figures,
  calendar,
  feedback,
  audit,
  privacy,
  doctor,
]
