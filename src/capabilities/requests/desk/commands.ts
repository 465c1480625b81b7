import type { CommandType } from '../model.ts'

/** What a form may ask for; each is the field of that name in `model.ts`. */
export type FieldName =
  | 'text'
  | 'to'
  | 'public'
  | 'photos'
  | 'dueDay'
  | 'reviewDay'
  | 'workingDays'
  | 'category'
  | 'reason'
  | 'route'
  | 'into'
  | 'voiceId'
  | 'solved'
  | 'score'

/** How the desk asks for one command. */
export interface CommandEntry {
  readonly type: CommandType
  /** The key that opens it. */
  readonly letter: string
  /** Asked for in this order; `text?` may stay empty. */
  readonly fields: readonly (FieldName | 'text?')[]
  /** Ends the matter or cannot be taken back. */
  readonly isGrave?: boolean
}

/** Every command, the ones that a desk wants first in front; the detail shows those that the server allows. */
export const commands: readonly CommandEntry[] = [
  { type: 'accept_offer', letter: 'Y', fields: [] },
  { type: 'refuse_offer', letter: 'K', fields: ['text'] },
  { type: 'accept', letter: 'J', fields: [] },
  { type: 'resolve', letter: 'D', fields: ['text', 'photos'] },
  { type: 'call_back', letter: 'V', fields: ['voiceId', 'solved', 'score', 'text?'] },
  { type: 'assign', letter: 'A', fields: ['to', 'text?'] },
  { type: 'raise', letter: 'U', fields: ['text'] },
  { type: 'supervise', letter: 'S', fields: ['text'] },
  { type: 'merge', letter: 'M', fields: ['into'] },
  { type: 'act', letter: 'G', fields: ['text?', 'photos'] },
  { type: 'note', letter: 'N', fields: ['text', 'public', 'photos'] },
  { type: 'ask', letter: 'Q', fields: ['text'] },
  { type: 'resume', letter: 'E', fields: ['text?'] },
  { type: 'plan', letter: 'P', fields: ['text', 'dueDay'] },
  { type: 'extend', letter: 'X', fields: ['workingDays', 'text'] },
  { type: 'shelve', letter: 'H', fields: ['text', 'reviewDay'] },
  { type: 'hand_over', letter: 'T', fields: ['to', 'text'] },
  { type: 'return', letter: 'B', fields: ['to', 'text'] },
  { type: 'reclassify', letter: 'C', fields: ['category'] },
  { type: 'redirect', letter: 'L', fields: ['text'], isGrave: true },
  { type: 'decline', letter: 'R', fields: ['reason', 'text', 'route'], isGrave: true },
]
