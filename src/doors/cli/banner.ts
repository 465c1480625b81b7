import type { Config } from '../../platform/config/config.ts'
import type { DemoSigns } from './demo.ts'

/** What a person sees who has just started Silin: where each door is, and how to go on. */
export function banner(config: Config, demo: DemoSigns | null, movedTo: string | null): string {
  const url = config.publicUrl
  const lines = ['', '  四邻 Silin', '']
  const row = (name: string, text: string) => lines.push(`  ${name.padEnd(22)}${text}`)
  if (demo) {
    row('Resident (plaque)', `${url}/p/${demo.plaqueCode}`)
    row('Lead', `${url}/lead/`)
    row('', `phone ${demo.leadPhone} (unit lead), code at ${url}/demo/codes`)
    row('Desk', `${url}/desk/`)
    row('', `${demo.staff.map((one) => one.account).join(', ')} — password ${demo.password}`)
  } else {
    row('Home', `${url}/`)
    row('Lead', `${url}/lead/`)
    row('Desk', `${url}/desk/`)
  }
  row('Data', config.databaseUrl ? 'external PostgreSQL' : config.dataFolder)
  if (movedTo) row('Database', `${movedTo}, as its own user cannot reach the data folder`)
  if (!config.production) row('A real instance', 'README.md, “A real instance”: SILIN_ENV=production')
  row('Stop', 'Ctrl-C')
  lines.push('')
  return lines.join('\n')
}
