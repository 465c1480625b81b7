import { useEffect, useRef } from 'react'

/**
 * Single keys as shortcuts: `{ a: assign, arrowdown: next }`, in lower case. They rest while the reader types, holds a modifier or has
 * a dialog or menu open.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>, enabled = true): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    if (!enabled) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const act = latest.current[event.key.toLowerCase()]
      if (!act || isBusy(event.target)) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [enabled])
}

const takesKeys = 'input, textarea, select, [contenteditable], [role=combobox], [role=menu], [role=dialog] *'

function isBusy(target: EventTarget | null): boolean {
  if (target instanceof Element && target.matches(takesKeys) && !target.closest('.ant-drawer')) return true
  if (target instanceof Element && target.matches('input, textarea, select, [role=combobox], [role=menu] *'))
    return true
  return document.querySelector('.ant-modal-wrap:not([style*="display: none"])') !== null
}
