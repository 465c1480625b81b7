import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { createWitness } from '../../audit/witness.ts'
import { systemClock } from '../../clock/clock.ts'
import { hashingWith } from '../../sealing/hashing.ts'
import { rootKeysOf } from '../../sealing/master-key.ts'
import { Database } from '../database.ts'
import { appRole, asRole } from '../roles.ts'
import { templateName, testSecret } from './global-setup.ts'

export interface TestDatabase {
  /** As the application sees it: behind the wall. */
  readonly database: Database
  /** As the owner: for arranging and for looking behind the wall in assertions. */
  readonly owner: pg.Pool
  readonly ownerUrl: string
  readonly appUrl: string
  readonly secret: string
  drop(): Promise<void>
}

/** A fresh copy of the migrated template, on the real PostgreSQL that the whole run shares. */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('databaseServer')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  // Two files that copy the template at once would refuse each other: one after the other.
  await admin.query('select pg_advisory_lock(1)')
  await admin.query(`create database ${name} template ${templateName}`)
  await admin.query('select pg_advisory_unlock(1)')
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const ownerUrl = url.toString()
  const appUrl = asRole(ownerUrl, appRole('silin_test', testSecret))
  const witness = createWitness({ sealing: hashingWith(rootKeysOf(testSecret)), clock: systemClock })
  const database = new Database({ url: appUrl, size: 8, witness })
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 4 })
  owner.on('error', () => {})
  return {
    database,
    owner,
    ownerUrl,
    appUrl,
    secret: testSecret,
    async drop() {
      await database.close()
      await owner.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
