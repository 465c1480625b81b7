import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../embedded.ts'
import { migrate } from '../migrate.ts'
import { appRole } from '../roles.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's connection string of the test server, on its maintenance database. */
    databaseServer: string
  }
}

export const testSecret = 'a secret that is only good for tests'
export const templateName = 'silin_template'

/** One real PostgreSQL for all database tests, with a migrated template that each test file copies in 100 ms. */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'silin-test-'))
  // PostgreSQL does not run as root: its own user must be able to pass through.
  await chmod(folder, 0o755)
  const server = await startEmbedded({ folder: join(folder, 'postgres'), log: () => {}, durable: false })
  const template = new URL(server.url)
  template.pathname = `/${templateName}`
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`create database ${templateName}`)
  await admin.end()
  await migrate({
    ownerUrl: template.toString(),
    folder: 'migrations',
    appRole: appRole('silin_test', testSecret),
    secret: testSecret,
  })
  project.provide('databaseServer', server.url)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
