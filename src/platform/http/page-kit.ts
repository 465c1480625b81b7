import type { Children } from '@kitajs/html'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../house.ts'
import type { FooterFacts, PageHeader } from '../pages/index.ts'
import { Page } from '../pages/index.ts'
import { type Visitor, visitorOf } from './visitor.ts'

/** Who stands behind a page: the community whose it is, or the installation as a whole. */
export interface Host {
  readonly sponsor: string
  readonly filingNumber: string | null
  readonly phone: string | null
}

/** Hashed asset paths of the resident door, as the build wrote them. */
export interface ResidentAssets {
  readonly css: string
  readonly script: string | null
  /** Proof of work: the script, and what it computes in. Loaded by the page that asks for it alone. */
  readonly proof?: { readonly script: string; readonly worker: string } | null
  /** What follows live updates; loaded by pages that have any. */
  readonly live?: string | null
  /** The window mark, for the browser's tab. */
  readonly icon?: string
}

/** What a capability says on a page. */
export interface PageParts {
  readonly title: string
  readonly header: Omit<PageHeader, 'back'>
  readonly host: Host | null
  readonly children: Children
}

/** Draws resident pages: everything around what a capability has to say. */
export interface PageKit {
  readonly proof: { readonly script: string; readonly worker: string } | null
  /** Address of the script that follows live updates; null where there is none. */
  readonly live: string | null
  visitor(request: FastifyRequest): Visitor
  /** Sends a page. Personal pages are never cached by anybody in between. */
  send(request: FastifyRequest, reply: FastifyReply, page: PageParts & { readonly status?: number }): FastifyReply
  /** Draws a page, for who keeps it for the next one who asks. */
  draw(request: FastifyRequest, page: PageParts): string
  /** Sends a page that was drawn, as `send` does. */
  sendDrawn(reply: FastifyReply, html: string | Buffer, status?: number): FastifyReply
}

export function createPageKit(house: House, assets: ResidentAssets, hostOf: () => Host): PageKit {
  /** A demo says that it has none: the place is not forgotten, and no made-up number looks like a real one. */
  function filingOf({ filingNumber }: Host, text: Visitor['text']): FooterFacts['filing'] {
    if (filingNumber) return { number: filingNumber, href: 'https://beian.miit.gov.cn/' }
    return house.demo ? { number: text('page.filing.demo'), href: null } : null
  }

  return {
    proof: assets.proof ?? null,
    live: assets.live ?? null,
    visitor: (request) => visitorOf(house, request),
    draw,
    sendDrawn,
    send: (request, reply, page) => sendDrawn(reply, draw(request, page), page.status),
  }

  function draw(request: FastifyRequest, page: PageParts): string {
    const visitor = visitorOf(house, request)
    const host = page.host ?? hostOf()
    const footer: FooterFacts = {
      operator: host.sponsor,
      filing: filingOf(host, visitor.text),
      communityPhone: host.phone,
    }
    // A page that came as the answer to a form leads its switches back to where the form stands.
    return Page({
      language: visitor.language,
      title: page.title,
      large: visitor.large,
      header: { ...page.header, back: request.url },
      footer,
      assets,
      text: visitor.text,
      children: page.children,
    })
  }

  function sendDrawn(reply: FastifyReply, html: string | Buffer, status = 200): FastifyReply {
    return reply.code(status).header('cache-control', 'private, no-store').type('text/html; charset=utf-8').send(html)
  }
}
