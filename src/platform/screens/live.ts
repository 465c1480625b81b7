import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** Milliseconds after which a line that was refused is asked for again, and as much again at most. */
const againAfter = 30_000

let isFollowing = false

/**
 * How long a screen that is followed waits before it looks by itself, in milliseconds: seldom while changes are told, and
 * as before where they are not (no line, or a proxy that holds events back).
 */
export const lookAgainAfter = (unfollowed: number) => () => (isFollowing ? 4 * unfollowed : unfollowed)

/**
 * Follows live updates while the app can be seen: what the server says has changed is read anew at once. An app in a
 * pocket holds no line; what it missed is told when it comes back.
 * @param path of the stream; null: nothing is followed
 * @param keys of the queries that are read anew, with all that begin with them; the same array each time
 */
export function useLive(path: string | null, keys: readonly QueryKey[]): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (path === null) return
    let source: EventSource | null = null
    let since = ''
    let reading: ReturnType<typeof setTimeout> | undefined
    let again: ReturnType<typeof setTimeout> | undefined

    function readAnew(): void {
      reading = undefined
      for (const queryKey of keys) void queries.invalidateQueries({ queryKey })
    }
    function close(): void {
      source?.close()
      source = null
      isFollowing = false
    }
    function open(path: string): void {
      clearTimeout(again)
      const line = new EventSource(since === '' ? path : `${path}?since=${since}`)
      source = line
      line.onopen = () => {
        isFollowing = true
        // Without a number nobody knows what was missed before this line.
        if (since === '') readAnew()
      }
      line.onmessage = ({ lastEventId, data }: MessageEvent<string>) => {
        since = lastEventId
        // Everybody in the community hears of it at once; the server says over how long they spread their asking.
        reading ??= setTimeout(readAnew, Math.random() * Number(data))
      }
      line.onerror = () => {
        isFollowing = false
        // A line that breaks is opened again by the browser; one that is refused is not.
        if (line.readyState !== EventSource.CLOSED) return
        close()
        again = setTimeout(look, againAfter * (1 + Math.random()))
      }
    }
    function look(): void {
      if (document.hidden) close()
      else if (!source && path !== null) open(path)
    }
    document.addEventListener('visibilitychange', look)
    look()
    return () => {
      document.removeEventListener('visibilitychange', look)
      clearTimeout(reading)
      clearTimeout(again)
      close()
    }
  }, [queries, path, keys])
}
