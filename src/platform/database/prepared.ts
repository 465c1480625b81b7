/** Statements that each connection keeps prepared at most: some ten megabytes of each database process. */
const most = 400
/** Texts that were seen, with their names from the second time on: what is asked only once takes nobody's room. */
const seen = new Map<string, string | null>()
let named = 0

/**
 * Lists are planned for what they are asked for: their values say which index is the best one, and a plan that is kept for
 * all of them would be good for none. Statements of changing length are as good as never the same.
 */
const isPlannedAnew = (text: string) => text.length > 4_000 || /\blimit\b/i.test(text)

/** A name under which a statement is parsed and planned once for each connection; none where it is planned anew. */
export function preparedName(text: string): { name?: string } {
  const before = seen.get(text)
  if (before) return { name: before }
  if (named >= most || isPlannedAnew(text)) return {}
  if (before === undefined) {
    // Far more texts than names are of changing length: they make room for each other.
    if (seen.size >= 4 * most) for (const [one, name] of seen) if (name === null) seen.delete(one)
    seen.set(text, null)
    return {}
  }
  named += 1
  const name = `s${named}`
  seen.set(text, name)
  return { name }
}

/** SQLSTATE 0A000 of a prepared statement whose table has another shape since a migration: a new connection knows it. */
export function isOutdatedPlan(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return code === '0A000' && String(message).startsWith('cached plan must not change result type')
}
