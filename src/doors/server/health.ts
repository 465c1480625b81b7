import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Calendar } from '../../capabilities/calendar/index.ts'
import type { House } from '../../platform/house.ts'

/** /healthz: the process lives. /readyz: it can work. /metrics: Prometheus text, counts and durations only. */
export function serveHealth(server: FastifyInstance, house: House, calendar: Calendar): void {
  const registry = house.counts?.registry ?? new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'silin_http_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  new Gauge({
    name: 'silin_database_connections',
    help: 'Connections of the pool',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = house.database.load
      this.set({ state: 'total' }, total)
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'waiting' }, waiting)
    },
  })
  new Gauge({
    name: 'silin_calendar_covered_days',
    help: 'Days from today on, today included, that the working-day calendar covers without a gap',
    registers: [registry],
    async collect() {
      // Without the database nobody knows; every other figure is still told.
      const coverage = await calendar.coverage().catch(() => null)
      if (coverage) this.set(coverage.coveredDays)
    },
  })
  server.addHook('onResponse', (request, reply, done) => {
    duration.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
    done()
  })
  const hidden = { schema: { hide: true } }
  server.get('/healthz', hidden, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ ok: true }),
  )
  server.get('/readyz', hidden, async (_request, reply) => {
    const ready = await house.database.answers()
    return (
      reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        // A calendar that ends soon does not make a server unready: it is said, not acted on.
        .send({ ok: ready, database: ready, ...(ready && { calendar: await calendar.coverage() }) })
    )
  })
  server.get('/metrics', hidden, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
