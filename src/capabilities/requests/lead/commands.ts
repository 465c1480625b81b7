import type { Command, Handler, HandlerView, RequestDetail, RequestRow } from '../model.ts'

/** A command without its id, as a screen puts it together. */
export type Draftable = Command extends infer One ? (One extends Command ? Omit<One, 'id'> : never) : never

/** Commands that a lead gives with one touch. */
export const atOnce = ['accept', 'accept_offer'] as const
export type AtOnce = (typeof atOnce)[number]

/** What the form of a command asks for. */
interface Form {
  /** Whether words are needed, or only welcome. */
  readonly words: 'needed' | 'welcome'
  readonly photos?: true
  /** Whom to give it to, chosen from the ladder. */
  readonly to?: true
  readonly day?: 'dueDay' | 'reviewDay'
  readonly workingDays?: true
  readonly audience?: true
  /** How many ready sentences the message files offer: `requests.lead.<command>.phrase.<n>`. */
  readonly phrases: number
}

export const forms = {
  act: { words: 'welcome', photos: true, phrases: 2 },
  note: { words: 'needed', photos: true, audience: true, phrases: 2 },
  ask: { words: 'needed', phrases: 2 },
  resolve: { words: 'needed', photos: true, phrases: 3 },
  raise: { words: 'needed', phrases: 3 },
  hand_over: { words: 'needed', to: true, phrases: 2 },
  return: { words: 'needed', to: true, phrases: 2 },
  refuse_offer: { words: 'needed', phrases: 2 },
  resume: { words: 'welcome', phrases: 0 },
  plan: { words: 'needed', day: 'dueDay', phrases: 0 },
  extend: { words: 'needed', workingDays: true, phrases: 0 },
  shelve: { words: 'needed', day: 'reviewDay', phrases: 0 },
} as const satisfies Readonly<Partial<Record<Command['type'], Form>>>

export type FormCommand = keyof typeof forms

export function isFormCommand(type: string): type is FormCommand {
  return type in forms
}

export function formOf(type: FormCommand): Form {
  return forms[type]
}

/** Used often enough to stand in the open; the rest waits behind "more". */
const often: readonly string[] = ['act', 'resolve', 'note', 'ask', 'resume', 'refuse_offer', 'raise']

/** What to offer, in which place: the one next thing, a few beside it, and the rest. */
export interface Offer {
  readonly next: AtOnce | FormCommand | null
  readonly beside: readonly FormCommand[]
  readonly more: readonly FormCommand[]
}

/** Sorts the commands that are allowed: the next step of this matter first. */
export function offerOf(detail: Pick<RequestDetail, 'allowed' | 'deadline'>): Offer {
  const may = (type: string) => detail.allowed.includes(type)
  const work: readonly FormCommand[] =
    detail.deadline?.kind === 'act' ? ['act', 'plan', 'resolve'] : ['resolve', 'plan', 'act']
  const order: readonly (AtOnce | FormCommand)[] = ['accept_offer', 'accept', ...work, 'resume']
  const next = order.find(may) ?? null
  const rest = (Object.keys(forms) as FormCommand[]).filter((type) => may(type) && type !== next)
  return {
    next,
    beside: rest.filter((type) => often.includes(type)),
    more: rest.filter((type) => !often.includes(type)),
  }
}

export function sameHandler(one: Handler, other: Handler): boolean {
  if (one.kind === 'lead') return other.kind === 'lead' && one.personId === other.personId && one.level === other.level
  return other.kind === 'desk' && one.deskId === other.deskId
}

/** Whom a command may name: anybody else on the ladder; a return never goes down. */
export function choicesFor(type: FormCommand, detail: Pick<RequestDetail, 'ladder' | 'handler'>): HandlerView[] {
  const here = detail.handler?.handler
  return detail.ladder.filter(
    ({ handler }) => !(here && (sameHandler(handler, here) || (type === 'return' && handler.level < here.level))),
  )
}

/** Whether this person (or a desk whose work they do) is the handler. */
export function isMine(
  row: Pick<RequestRow, 'handler'>,
  reader: { personId: string; deskIds: readonly string[] },
): boolean {
  const handler = row.handler?.handler
  if (!handler) return false
  return handler.kind === 'lead' ? handler.personId === reader.personId : reader.deskIds.includes(handler.deskId)
}
