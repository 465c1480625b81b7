import type { FileId } from '../../../platform/ids.ts'
import type { Outcome } from '../carry-out.ts'
import type { VoiceCommand } from '../model.ts'
import { eventOfCommand } from '../story-store.ts'
import type { Spoken } from '../tracking.ts'
import type { RequestPageDeps } from './deps.ts'
import { samePictures } from './same-pictures.ts'

/**
 * Gives a neighbour's command from their page. The same form may come twice, since the answer to the first was lost:
 * its photos have new ids by then, and the matter may have been merged into another. When the id is taken by what this
 * very neighbour said with the same pictures, it is the same thing, and gets the same answer.
 */
export async function sayOnce(
  deps: RequestPageDeps,
  { place, id, voiceId }: Spoken,
  command: VoiceCommand,
): Promise<Outcome> {
  const communityId = place.community.id
  const outcome = await deps.carryOut.voiceCommand(communityId, id, voiceId, command)
  if (outcome.ok || outcome.refusal !== 'id_taken') return outcome
  const said = await deps.house.database.work({ communities: [communityId] }, (work) =>
    eventOfCommand(work, communityId, command.id),
  )
  if (said?.author_id !== voiceId) return outcome
  const before = said.photos as FileId[]
  const now = 'photos' in command ? command.photos : []
  if (!(await samePictures(deps, communityId, before, now))) return outcome
  const again = 'photos' in command ? { ...command, photos: before } : command
  return await deps.carryOut.voiceCommand(communityId, said.request_id, voiceId, again)
}
