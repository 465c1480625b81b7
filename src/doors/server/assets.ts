import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { ResidentAssets } from '../../platform/http/page-kit.ts'
import { contentSecurityPolicy } from '../../platform/http/server.ts'
import { iconPath } from '../resident/icon.ts'

/** The resident door's hashed files, as the build's manifest names them. */
export function residentAssets(dist: string): ResidentAssets {
  const manifest = JSON.parse(readFileSync(join(dist, 'resident', 'manifest.json'), 'utf8')) as Record<string, string>
  const path = (name: string) => (manifest[name] ? `/assets/${manifest[name]}` : null)
  const [script, worker] = [path('proof.js'), path('proof-worker.js')]
  return {
    css: path('resident.css') ?? '/assets/missing.css',
    script: path('resident.js'),
    proof: script && worker ? { script, worker } : null,
    live: path('live.js'),
    icon: iconPath,
  }
}

/**
 * Serves what the build made: hashed files for ever, and the two apps, whose every path below /lead/ and /desk/ is the
 * app itself.
 */
export async function serveAssets(server: FastifyInstance, dist: string, demo: boolean): Promise<void> {
  await server.register(fastifyStatic, {
    root: join(dist, 'resident'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
    list: false,
  })
  for (const app of ['lead', 'desk'] as const) {
    const folder = join(dist, app)
    if (!existsSync(join(folder, 'index.html'))) continue
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    const page = demo ? html.replace('</head>', '<meta name="silin-demo" content="1"></head>') : html
    await server.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: `/${app}/assets/`,
      immutable: true,
      maxAge: '365d',
      decorateReply: false,
      index: false,
      list: false,
    })
    const answer = { schema: { hide: true } }
    server.get(`/${app}`, answer, (_request, reply) => reply.redirect(`/${app}/`, 308))
    server.get(`/${app}/*`, answer, (_request, reply) => {
      reply.header('cache-control', 'no-store').type('text/html; charset=utf-8')
      if (app === 'lead') return reply.send(page)
      const nonce = randomBytes(16).toString('base64')
      return reply
        .header('content-security-policy', contentSecurityPolicy(nonce))
        .send(page.replace('<meta name="csp-nonce" content="">', `<meta name="csp-nonce" content="${nonce}">`))
    })
  }
}
