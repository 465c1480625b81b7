/* A page that shows what has changed by itself. Without this script it is read anew by hand, as ever. */
const here = document
const mark = here.querySelector<HTMLElement>('[data-live]')

/** What a neighbour is in the middle of stays as it is: it holds the keys, is open, or is filled in. */
function isBusy(part: Element): unknown {
  let busy: unknown = part.contains(here.activeElement) || part.querySelector('details[open]')
  part.querySelectorAll<HTMLInputElement>('input,textarea').forEach((field) => {
    if (field.value !== field.defaultValue || field.checked !== field.defaultChecked) busy = true
  })
  return busy
}

function follow(at: HTMLElement): void {
  const { live } = at.dataset
  let { of, since } = at.dataset
  let source: EventSource | null
  let isWaiting = false

  async function show(): Promise<void> {
    isWaiting = false
    const answer = await fetch(`${live}/part`, { credentials: 'same-origin' }).catch(() => null)
    if (!answer?.ok) return
    const fresh = here.createElement('template')
    fresh.innerHTML = await answer.text()
    const { content } = fresh
    here.body.append(content.querySelector('svg.unseen') || '')
    content.querySelectorAll<HTMLElement>('[data-part]').forEach((part) => {
      const { part: name, kind } = part.dataset
      const old = here.querySelector<HTMLElement>(`[data-part=${name}]`)
      if (old && !(kind && kind === old.dataset.kind) && !isBusy(old)) old.replaceWith(part)
    })
    // Two matters became one: the other one is followed from now on.
    const now = content.querySelector<HTMLElement>('[data-live]')
    if (!now || now.dataset.of === of) return
    of = now.dataset.of
    since = now.dataset.since
    stop()
    look()
  }

  function stop(): void {
    source?.close()
    source = null
  }
  function look(): void {
    // What lies in a pocket needs no line; what changed meanwhile is told when it is looked at again.
    if (here.hidden) stop()
    else if (!source) {
      source = new EventSource(`${live}/live?since=${since}`)
      source.onmessage = (event) => {
        since = event.lastEventId
        // Everybody who follows this hears of it at once; the server says over how long they spread their asking.
        if (!isWaiting) setTimeout(show, event.data * Math.random())
        isWaiting = true
      }
      source.onerror = () => {
        // A line that breaks is opened again by the browser; one that is refused is not.
        if (source?.readyState !== 2) return
        source = null
        setTimeout(look, 9e4 * Math.random())
      }
    }
  }

  here.addEventListener('visibilitychange', look)
  look()
}

if (mark) follow(mark)
