import type { FileId, RequestId, VoiceId } from '../../../platform/ids.ts'
import type { CommandType, declineReasons, RequestDetail } from '../model.ts'
import { keyOf } from './handlers.ts'
import type { Asked } from './use-command.ts'

/** One photo that the server keeps already. */
export interface KeptPhoto {
  readonly id: FileId
  readonly thumbnailUrl: string
}

/** What the forms hold, by the names of the command's fields. */
export interface CommandValues {
  text?: string
  to?: string
  public?: boolean
  photos?: readonly KeptPhoto[]
  dueDay?: string
  reviewDay?: string
  workingDays?: number
  category?: string
  reason?: (typeof declineReasons)[number]
  route?: string
  into?: RequestId
  voiceId?: VoiceId
  solved?: boolean
  score?: number
}

/** The command as the API wants it: a handler for the chosen key, ids for the photos, and nothing that was not asked. */
export function commandFrom(type: CommandType, values: CommandValues, detail: RequestDetail): Asked {
  const { to, photos, ...rest } = values
  const target = detail.ladder.find(({ handler }) => keyOf(handler) === to)?.handler
  const said = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null)
  return {
    type,
    ...Object.fromEntries(said),
    ...(photos && { photos: photos.map(({ id }) => id) }),
    ...(target && { to: target }),
  } as Asked
}
