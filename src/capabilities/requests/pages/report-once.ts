import type { Sender } from '../../../platform/http/sender.ts'
import type { PersonId, RequestId } from '../../../platform/ids.ts'
import type { ServedPlace } from '../../places/index.ts'
import type { SendOutcome } from '../held/intake.ts'
import type { Report } from '../model.ts'
import { eventsOf } from '../story-store.ts'
import type { RequestPageDeps } from './deps.ts'
import { samePictures } from './same-pictures.ts'

/** Whether a form was sent before: then there is nothing left to ask, and the same answer to give. */
export async function isSent(deps: RequestPageDeps, place: ServedPlace, id: RequestId): Promise<boolean> {
  return (await photosSent(deps, place, id)) !== null
}

/** The photos of what was sent under this id, whether it is a request or held; null when nothing was. */
async function photosSent(deps: RequestPageDeps, place: ServedPlace, id: RequestId): Promise<Report['photos'] | null> {
  const communityId = place.community.id
  const [first] = await deps.house.database.work({ communities: [communityId] }, (work) =>
    eventsOf(work, communityId, id, 'public'),
  )
  const sent = first ?? (await deps.deciding.find(communityId, id))
  return sent ? [...sent.photos] : null
}

/**
 * Reports from a form. A button pressed twice uploads the same photos twice, and each upload gets ids of its own: when
 * the id is taken and the photos there are the same pictures, it is the same report.
 */
export async function reportOnce(
  deps: RequestPageDeps,
  place: ServedPlace,
  report: Report,
  personId: PersonId | null,
  sender: Sender,
): Promise<SendOutcome> {
  const from = { channel: 'plaque', personId } as const
  const outcome = await deps.intake.send(report, from, sender)
  if (outcome.ok || outcome.refusal !== 'id_taken' || report.photos.length === 0) return outcome
  const communityId = place.community.id
  const before = (await photosSent(deps, place, report.id)) ?? []
  if (!(await samePictures(deps, communityId, before, report.photos))) return outcome
  return await deps.intake.send({ ...report, photos: before }, from, sender)
}
