import { type CommandId, newId } from '../../../platform/ids.ts'
import { forget, recall, remember, remembered } from '../../../platform/screens/memory.ts'

/**
 * What a lead has typed for a command and not yet brought through. Only their own words are kept on the phone, never
 * what others told, and only until the command is done or they sign out.
 */
interface Draft {
  readonly text: string
  /** The command as it was last sent, without its id, and that id: the same command again is the same thing. */
  readonly sent?: { readonly id: CommandId; readonly as: string }
}

const prefix = 'silin.draft.'
const nameOf = (requestId: string, type: string) => `${prefix}${requestId}.${type}`

function read(name: string): Draft {
  try {
    return JSON.parse(recall(name) ?? '{"text":""}') as Draft
  } catch {
    // Not ours, or written by an older version: nothing to keep.
    return { text: '' }
  }
}

export function draftText(requestId: string, type: string): string {
  return read(nameOf(requestId, type)).text
}

export function keepDraftText(requestId: string, type: string, text: string): void {
  const name = nameOf(requestId, type)
  const before = read(name)
  if (text === '' && !before.sent) forget(name)
  else remember(name, JSON.stringify({ ...before, text }))
}

export function dropDraft(requestId: string, type: string): void {
  forget(nameOf(requestId, type))
}

/** The id for a command: the one it was last sent with if it says the same as then, else a new one. */
export function idFor(requestId: string, command: { readonly type: string }): CommandId {
  const name = nameOf(requestId, command.type)
  const draft = read(name)
  const as = JSON.stringify(command)
  if (draft.sent?.as === as) return draft.sent.id
  const id = newId<CommandId>()
  remember(name, JSON.stringify({ ...draft, sent: { id, as } }))
  return id
}

/** Commands of a request that were sent and never answered. */
export function unsent(requestId: string): string[] {
  return remembered(`${prefix}${requestId}.`)
    .filter((name) => read(name).sent !== undefined)
    .map((name) => name.slice(prefix.length + requestId.length + 1))
}
