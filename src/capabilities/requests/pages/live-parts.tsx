import type { Children } from '@kitajs/html'
import type { FastifyReply } from 'fastify'
import { attribute, drawingsOf, linkTo } from '../../../platform/pages/index.ts'

export type FollowProps = {
  /** The page's own path: its stream and its parts are below it. */
  path: string
  /** Which matter it shows: when it was laid to another one, that one is followed. A place stays the same. */
  of?: string | undefined
  /** The state before the page was read. */
  since: string
  script: string | null
}

/** Has a page's script follow what it shows. Without a script it is nothing. */
export function Follow({ path, of, since, script }: FollowProps): JSX.Element | null {
  if (script === null) return null
  return (
    <script src={linkTo(script)} defer data-live={linkTo(path)} data-of={attribute(of)} data-since={attribute(since)} />
  )
}

export type PartProps = {
  name: string
  /** For a part with fields: it is shown anew when this is another, and is left as it is as long as it is the same. */
  kind?: string | undefined
  children: Children
}

/** A part of a page that may be shown anew, by its name. One in which something was typed is left as it is. */
export function Part({ name, kind, children }: PartProps): JSX.Element {
  return (
    <div data-part={attribute(name)} data-kind={attribute(kind)}>
      {children}
    </div>
  )
}

/** Parts of a page without the page: what its script puts in place of the old ones. */
export function partsOnly(html: string): string {
  return `${html}${drawingsOf(html)}`
}

export function sendParts(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .header('cache-control', 'private, no-store')
    .header('x-robots-tag', 'noindex')
    .type('text/html; charset=utf-8')
    .send(html)
}
