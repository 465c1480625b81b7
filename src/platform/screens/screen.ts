import { createContext, createElement, lazy, type ReactNode, Suspense } from 'react'

/** A screen of a door: at once with the first load, or a moment later, when the phone has nothing else to do. */
export type Screen =
  | { readonly path: string; readonly component: () => ReactNode }
  | { readonly path: string; readonly later: () => Promise<() => ReactNode> }

/** The component of a screen; one that comes later is waited for without a word, its page being half there already. */
export function componentOf(screen: Screen): () => ReactNode {
  if ('component' in screen) return screen.component
  const Later = lazy(async () => ({ default: await screen.later() }))
  return () => createElement(Suspense, null, createElement(Later))
}

/** Brings the screens that come later, so that they are there when the signal is not. */
export function bringLater(screens: readonly Screen[]): void {
  const bring = () => {
    // Without signal now, each is tried again when it is opened.
    for (const screen of screens) if ('later' in screen) screen.later().catch(() => undefined)
  }
  // Safari learned to wait for idleness only lately.
  if ('requestIdleCallback' in window) window.requestIdleCallback(bring, { timeout: 3_000 })
  else setTimeout(bring, 1_000)
}

/** What capabilities add to the screen of one's own settings; the door hands it down, since none knows another. */
export const OwnSections = createContext<readonly (() => ReactNode)[]>([])
