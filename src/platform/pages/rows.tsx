import type { Children } from '@kitajs/html'
import { linkTo } from './attribute.ts'
import { WindowMark, type WindowMarkProps } from './window-mark.tsx'

/** Rows in a card, parted by lines. */
export function Rows({ children }: { children: Children }): JSX.Element {
  return <ul class="rows">{children}</ul>
}

export type PersonRowProps = {
  name: string
  /** "单元长". */
  role: string
  /** What to turn to them with: "楼道灯、漏水、邻里事". */
  about?: string | undefined
  /** Their photo's address; without one, the first letter of the name stands there. */
  photo?: string | undefined
  /** A round CallButton. */
  children?: Children
}

/** Who answers for this place. */
export function PersonRow({ name, role, about, photo, children }: PersonRowProps): JSX.Element {
  const [initial = ''] = name
  return (
    <li class="row person">
      {photo === undefined ? (
        <span class="face" aria-hidden="true" safe>
          {initial}
        </span>
      ) : (
        <img class="face" src={linkTo(photo)} alt="" width="64" height="64" loading="lazy" />
      )}
      <div>
        <p>
          <b safe>{name}</b>{' '}
          <span class="soft" safe>
            {role}
          </span>
        </p>
        {about !== undefined && (
          <p class="soft" safe>
            {about}
          </p>
        )}
      </div>
      {children}
    </li>
  )
}

export type MatterRowProps = {
  mark: Pick<WindowMarkProps, 'lit' | 'frame'>
  title: string
  href?: string | undefined
  /** Holds the word for the mark: "昨天 · 已接". */
  about: string
  /** A pill ("我也是") or a Tag. */
  children?: Children
}

/** A request in a list. */
export function MatterRow({ mark, title, href, about, children }: MatterRowProps): JSX.Element {
  return (
    <li class="row">
      <WindowMark {...mark} />
      <div>
        {href === undefined ? (
          <b safe>{title}</b>
        ) : (
          <a href={linkTo(href)} safe>
            {title}
          </a>
        )}
        <p class="soft parts">
          {about.split(' · ').map((part, order, parts) => (
            <>
              <span safe>{order < parts.length - 1 ? `${part} ·` : part}</span>{' '}
            </>
          ))}
        </p>
      </div>
      {children}
    </li>
  )
}
