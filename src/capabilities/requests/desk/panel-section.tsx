import type { ReactNode } from 'react'
import { useWords } from '../../../platform/screens/words.tsx'

/** A part of the detail under its own heading. */
export function PanelSection(props: { name: 'story' | 'reporters' | 'followers' | 'earlier'; children: ReactNode }) {
  const { text } = useWords()
  return (
    <section className="panel-section">
      <h3>{text(`requests.desk.section.${props.name}`)}</h3>
      {props.children}
    </section>
  )
}
