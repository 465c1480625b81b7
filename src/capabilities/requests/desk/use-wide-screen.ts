import { useSyncExternalStore } from 'react'

const wide = window.matchMedia('(min-width: 1100px)')

function subscribe(tell: () => void): () => void {
  wide.addEventListener('change', tell)
  return () => wide.removeEventListener('change', tell)
}

/** Whether list and detail fit beside each other. */
export function useWideScreen(): boolean {
  return useSyncExternalStore(subscribe, () => wide.matches)
}
