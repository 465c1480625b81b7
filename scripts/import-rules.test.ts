import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** A small house that keeps every rule; then, file by file, what breaks one. */
const house: Record<string, string[]> = {
  'src/platform/ids.ts': ['zod'],
  'src/platform/jobs/jobs.ts': ['pg'],
  'src/platform/database/database.ts': ['kysely'],
  'src/platform/screens/words.tsx': ['react'],
  'src/platform/http/server.ts': ['fastify'],
  'src/capabilities/a/model.ts': ['zod', '../../platform/ids.ts'],
  'src/capabilities/a/rules.ts': ['./model.ts'],
  'src/capabilities/a/store.ts': ['kysely', './model.ts', '../../platform/database/database.ts'],
  'src/capabilities/a/queue-store.ts': ['kysely'],
  'src/capabilities/a/service.ts': ['./store.ts', './rules.ts', '../b/index.ts', 'node:fs'],
  'src/capabilities/a/api.ts': ['fastify', './service.ts'],
  'src/capabilities/a/pages.tsx': ['./service.ts'],
  'src/capabilities/a/lead/screen.tsx': ['../model.ts', '../rules.ts', '../../b/rules.ts', '../../../platform/ids.ts'],
  'src/capabilities/a/desk/screen.tsx': ['../rules.ts', '../../../platform/screens/words.tsx'],
  'src/capabilities/a/store.database.test.ts': ['kysely', './api.ts'],
  'src/capabilities/a/index.ts': ['./service.ts'],
  'src/capabilities/b/model.ts': ['../a/model.ts'],
  'src/capabilities/b/rules.ts': ['./model.ts'],
  'src/capabilities/b/service.ts': ['./rules.ts'],
  'src/capabilities/b/index.ts': ['./service.ts'],
  'src/doors/lead/main.tsx': ['../../capabilities/a/lead/screen.tsx'],
  'src/doors/desk/main.tsx': ['../../capabilities/a/desk/screen.tsx'],
  'src/doors/resident/pages.ts': ['../../capabilities/a/index.ts'],
  'src/doors/cli/main.ts': ['../resident/pages.ts', '../../capabilities/a/index.ts'],
}

const breaches: [rule: string, file: string, imports: string[]][] = [
  ['no-circle', 'src/capabilities/a/one.ts', ['./two.ts']],
  ['no-unknown', 'src/capabilities/a/lost.ts', ['./nowhere.ts']],
  ['platform-knows-no-capability', 'src/platform/greedy.ts', ['../capabilities/a/index.ts']],
  ['nobody-imports-a-door', 'src/capabilities/a/outward.ts', ['../../doors/resident/pages.ts']],
  ['no-door-imports-another', 'src/doors/resident/nosy.ts', ['../cli/main.ts']],
  ['capability-by-its-face', 'src/capabilities/b/burglar.ts', ['../a/secrets.ts']],
  ['server-by-the-face', 'src/capabilities/b/side-store.ts', ['../a/model.ts']],
  ['doors-by-the-face', 'src/doors/cli/burglar.ts', ['../../capabilities/a/secrets.ts']],
  ['screens-of-a-capability', 'src/capabilities/a/lead/greedy.tsx', ['../secrets.ts']],
  ['screens-of-a-capability', 'src/capabilities/b/lead/neighbour.tsx', ['../../a/lead/screen.tsx']],
  ['screens-of-a-capability', 'src/capabilities/b/desk/deep.tsx', ['../../../platform/http/server.ts']],
  ['screens-of-a-door', 'src/doors/lead/crossed.tsx', ['../../capabilities/a/desk/screen.tsx']],
  ['screens-of-the-platform', 'src/platform/screens/deep.tsx', ['../database/database.ts']],
  ['screens-without-node', 'src/capabilities/a/lead/files.tsx', ['node:fs']],
  ['screens-without-server-packages', 'src/capabilities/a/lead/sql.tsx', ['pg']],
  ['server-without-screens', 'src/capabilities/a/shown-api.ts', ['./lead/screen.tsx']],
  ['decisions-without-io', 'src/capabilities/b/store-rules.ts', ['./some-store.ts']],
  ['decisions-without-io', 'src/capabilities/b/sql-rules.ts', ['kysely']],
  ['decisions-without-node', 'src/capabilities/b/node-rules.ts', ['node:crypto']],
  ['model-comes-first', 'src/capabilities/b/late-model.ts', ['./rules.ts']],
  ['store-below-service', 'src/capabilities/b/high-store.ts', ['./service.ts']],
  ['service-below-doors', 'src/capabilities/b/high-service.ts', ['./some-api.ts']],
  ['sql-in-stores', 'src/capabilities/b/quick.ts', ['pg']],
  ['folders-have-names', 'src/capabilities/b/named.ts', ['./utils/string.ts']],
  ['folders-have-names-too', 'src/platform/helpers/string.ts', ['../ids.ts']],
]
const support: Record<string, string[]> = {
  'src/capabilities/a/two.ts': ['./one.ts'],
  'src/capabilities/a/secrets.ts': ['zod'],
  'src/capabilities/b/some-store.ts': ['zod'],
  'src/capabilities/b/some-api.ts': ['zod'],
  'src/capabilities/b/utils/string.ts': ['zod'],
}

const folder = mkdtempSync(join(tmpdir(), 'silin-import-rules-'))

function write(files: Record<string, string[]>): void {
  for (const [path, imports] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const lines = imports.map((name, i) => `import * as n${i} from '${name}'\nexport const v${i} = n${i}\n`)
    writeFileSync(join(folder, path), lines.join(''))
  }
}

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string }
}

function cruise(): Violation[] {
  const script = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
  const args = [script, 'src', '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (stdout === '') throw new Error(stderr)
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations
}

describe('import rules', () => {
  let violations: Violation[] = []

  beforeAll(() => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution: 'bundler', target: 'es2024' } }),
    )
    write({ ...house, ...support, ...Object.fromEntries(breaches.map(([, file, imports]) => [file, imports])) })
    violations = cruise()
  }, 60_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(breaches)('%s: %s', (rule, file) => {
    expect(violations.filter(({ from }) => from === file).map((found) => found.rule.name)).toContain(rule)
  })

  test('a house that keeps them has nothing to answer for', () => {
    expect(violations.filter(({ from }) => from in house)).toEqual([])
  })
})
