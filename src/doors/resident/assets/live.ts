/* A page that shows what has changed by itself. Without this script it is read anew by hand, as ever. */
const mark = document.querySelector<HTMLElement>('[data-live]')

/** What a neighbour is in the middle of stays as it is: it holds the keys, is open, or is filled in. */
function isBusy(part: Element): boolean {
  const active = document.activeElement
  if (part.querySelector('details[open]') || (active && part.contains(active))) return true
  return Array.from(part.querySelectorAll<HTMLInputElement>('input,textarea')).some(
    (field) =>
      (field.files ? field.files.length > 0 : field.type !== 'hidden' && field.value !== field.defaultValue) ||
      field.checked !== field.defaultChecked,
  )
}

function follow(at: HTMLElement): void {
  const { live = '' } = at.dataset
  let since = at.dataset.since || ''
  let source: EventSource | null = null
  let waiting = 0
  let again = 0

  async function fetchParts(): Promise<void> {
    waiting = 0
    const answer = await fetch(`${live}/part`, { credentials: 'same-origin' })
    if (!answer.ok) return
    const fresh = document.createElement('template')
    fresh.innerHTML = await answer.text()
    const drawings = document.querySelector('body > svg')
    for (const drawing of Array.from(fresh.content.querySelectorAll('symbol')))
      if (drawings && !document.getElementById(drawing.id)) drawings.appendChild(drawing)
    for (const part of Array.from(fresh.content.querySelectorAll<HTMLElement>('[data-part]'))) {
      const old = document.querySelector<HTMLElement>(`[data-part="${part.dataset.part}"]`)
      const isSame = old && part.dataset.kind && part.dataset.kind === old.dataset.kind
      if (!old || isSame || isBusy(old)) continue
      old.innerHTML = part.innerHTML
      if (part.dataset.kind) old.dataset.kind = part.dataset.kind
    }
    // Two matters became one: the other one is followed from now on.
    const now = fresh.content.querySelector<HTMLElement>('[data-live]')
    if (!now || now.dataset.of === at.dataset.of) return
    at.dataset.of = now.dataset.of
    since = now.dataset.since || since
    close()
    open()
  }

  function close(): void {
    if (source) source.close()
    source = null
  }
  function open(): void {
    clearTimeout(again)
    if (source || document.hidden) return
    source = new EventSource(`${live}/live?since=${encodeURIComponent(since)}`)
    source.onmessage = (event) => {
      since = event.lastEventId
      // Everybody who follows this hears of it at once; the server says over how long they spread their asking.
      if (!waiting) waiting = window.setTimeout(() => fetchParts().catch(() => {}), Math.random() * Number(event.data))
    }
    source.onerror = () => {
      // A line that breaks is opened again by the browser; one that is refused is not.
      if (source?.readyState !== 2) return
      close()
      again = window.setTimeout(open, 30000 + Math.random() * 60000)
    }
  }

  // What lies in a pocket needs no line; what changed meanwhile is told when it is looked at again.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close()
    else open()
  })
  open()
}

if (mark && 'EventSource' in window) follow(mark)
