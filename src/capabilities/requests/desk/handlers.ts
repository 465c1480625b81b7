import type { Handler, HandlerView, RequestDetail } from '../model.ts'

/** One handler, one key: what a chooser's option and a lookup need. */
export function keyOf(handler: Handler): string {
  return handler.kind === 'lead' ? `lead ${handler.personId}` : `desk ${handler.deskId}`
}

/** Says the name of a handler that a line of the story points to, where this detail knows it. */
export function nameIn(detail: RequestDetail): (handler: unknown) => string | undefined {
  const known: readonly (HandlerView | null)[] = [detail.handler, detail.offer, ...detail.followers, ...detail.ladder]
  const names = new Map(known.flatMap((view) => (view ? [[keyOf(view.handler), view.name] as const] : [])))
  return (handler) => (isHandler(handler) ? names.get(keyOf(handler)) : undefined)
}

function isHandler(value: unknown): value is Handler {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  return (value.kind === 'lead' && 'personId' in value) || (value.kind === 'desk' && 'deskId' in value)
}
