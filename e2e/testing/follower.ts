/** Somebody who follows by server-sent events, as a browser does. */
export async function followLive(url: string, headers: Readonly<Record<string, string>> = {}) {
  const ending = new AbortController()
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: ending.signal })
  let said = ''
  let isOver = false
  const reading = (async () => {
    for await (const bytes of answer.body ?? []) said += Buffer.from(bytes).toString('utf8')
  })()
  reading
    .catch(() => {})
    .finally(() => {
      isOver = true
    })
  return {
    status: answer.status,
    headers: answer.headers,
    /** All that came. */
    said: () => said,
    /** How often it was told that something changed. */
    told: () => said.match(/^data: /gm)?.length ?? 0,
    /** The last number that came: what a browser says when it comes back. */
    number: () =>
      said
        .match(/^id: (\S+)/gm)
        ?.at(-1)
        ?.slice(4) ?? '',
    isOver: () => isOver,
    leave: () => ending.abort(),
  }
}
