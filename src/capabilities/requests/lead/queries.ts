import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, Unreachable } from '../../../platform/screens/api.ts'
import { sayDone } from '../../../platform/screens/done.tsx'
import { lookAgainAfter } from '../../../platform/screens/live.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestPage } from '../model.ts'
import { routes } from '../routes.ts'
import type { Draftable } from './commands.ts'
import { dropDraft, idFor } from './drafts.ts'

const lookAgain = lookAgainAfter(30_000)
/** What the app reads anew when requests changed. */
export const liveKeys: readonly QueryKey[] = [['queue'], ['request'], ['notices']]

export type Scope = 'mine' | 'following'

/** Open requests, the most pressing first. Asked for again when any changed, every so often, and when the app comes to the front. */
export function useQueue(scope: Scope) {
  return useQuery({
    queryKey: ['queue', scope],
    queryFn: ({ signal }) => call(routes.list, { query: { scope, status: 'open', sort: 'due', limit: 100 }, signal }),
    refetchInterval: lookAgain,
  })
}

export function useRequest(id: string) {
  return useQuery({
    queryKey: ['request', id],
    queryFn: ({ signal }) => call(routes.detail, { params: { id }, signal }),
    refetchInterval: lookAgain,
  })
}

/** What the list already knows of a request: its heading can stand while the rest is on its way. */
export function useKnownTitle(id: string): string | undefined {
  const queries = useQueryClient()
  for (const [, page] of queries.getQueriesData<RequestPage>({ queryKey: ['queue'] })) {
    const row = page?.items.find((item) => item.id === id)
    if (row) return row.title
  }
  return undefined
}

/** How long one try may take on a stairwell's signal, in milliseconds. */
const patience = 20_000
/** Before which try one waits how long, in milliseconds. */
const pauses = [1_000, 3_000, 9_000, 20_000, 30_000]

/**
 * Gives a command. Without signal it waits and goes out by itself when there is one; each try carries the same id, so
 * it is done once. The draft is dropped when the server has answered, whichever screen is open by then.
 */
export function useCommand(requestId: string) {
  const queries = useQueryClient()
  const { text } = useWords()
  return useMutation({
    mutationKey: ['command', requestId],
    scope: { id: requestId },
    mutationFn: (command: Draftable) =>
      call(routes.command, {
        params: { id: requestId },
        body: { ...command, id: idFor(requestId, command) },
        signal: AbortSignal.timeout(patience),
      }),
    retry: (failures, error) => error instanceof Unreachable && failures < pauses.length,
    retryDelay: (failure) => pauses[failure] ?? patience,
    onSuccess: (_, command) => {
      dropDraft(requestId, command.type)
      sayDone(text(`requests.lead.${command.type}.done`))
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['queue'] }),
        queries.invalidateQueries({ queryKey: ['request', requestId] }),
      ]),
  })
}
