import { Gauge, type Registry } from 'prom-client'
import { type CheckUp, levels } from '../../platform/check-up.ts'

/** What the last check-up of this server found, for `/metrics`: nobody's scraping knocks at a mail server. */
export function showCheckUp(registry: Registry, checkUp: Pick<CheckUp, 'latest'>): void {
  new Gauge({
    name: 'silin_check',
    help: 'What a check found last: 0 good, 1 should be looked at, 2 does not work',
    labelNames: ['check'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { name, level } of checkUp.latest()?.findings ?? []) this.set({ check: name }, levels.indexOf(level))
    },
  })
  new Gauge({
    name: 'silin_check_up_timestamp_seconds',
    help: 'When the last check-up was, as Unix time',
    registers: [registry],
    collect() {
      const at = checkUp.latest()?.at
      if (at) this.set(Date.parse(at) / 1000)
    },
  })
}
