import { type ReactNode, useEffect, useRef } from 'react'

/** The first screen leaves the focus where the browser put it; every later one takes it to its heading. */
let isFirst = true

/** A screen's heading: names the tab, and takes the focus when the screen comes, so that it is read aloud. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    if (isFirst) isFirst = false
    else heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  )
}
