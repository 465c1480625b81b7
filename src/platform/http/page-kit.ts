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

/** Draws resident pages: everything around what a capability has to say. */
export interface PageKit {
  readonly proof: { readonly script: string; readonly worker: string } | null
  /** Address of the script that follows live updates; null where there is none. */
  readonly live: string | null
  visitor(request: FastifyRequest): Visitor
  /** Sends a page. Personal pages are never cached by anybody in between. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    page: { title: string; header: Omit<PageHeader, 'back'>; host: Host | null; children: Children; status?: number },
  ): FastifyReply
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
    send(request, reply, page) {
      const visitor = visitorOf(house, request)
      const host = page.host ?? hostOf()
      const footer: FooterFacts = {
        operator: host.sponsor,
        filing: filingOf(host, visitor.text),
        communityPhone: host.phone,
      }
      // A page that came as the answer to a form leads its switches back to where the form stands.
      const html = Page({
        language: visitor.language,
        title: page.title,
        large: visitor.large,
        header: { ...page.header, back: request.url },
        footer,
        assets,
        text: visitor.text,
        children: page.children,
      })
      return reply
        .code(page.status ?? 200)
        .header('cache-control', 'private, no-store')
        .type('text/html; charset=utf-8')
        .send(html)
    },
  }
}
