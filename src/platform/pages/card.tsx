import type { Children } from '@kitajs/html'

export type CardProps = {
  /** Stands above the card as the section's heading. */
  title?: string | undefined
  /** The heading's id, when something links to it. */
  id?: string | undefined
  children: Children
}

/** A white card on the rice paper, with its heading above it. */
export function Card({ title, id, children }: CardProps): JSX.Element {
  if (title === undefined) return <div class="card">{children}</div>
  return (
    <section>
      <h2 id={id} safe>
        {title}
      </h2>
      <div class="card">{children}</div>
    </section>
  )
}
