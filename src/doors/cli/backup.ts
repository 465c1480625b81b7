import { resolve } from 'node:path'
import { makeBackup } from '../../platform/backup/backup.ts'
import { noteBackup } from '../../platform/backup/backups-store.ts'
import type { Config } from '../../platform/config/config.ts'
import { createLog } from '../../platform/log/log.ts'
import { openServer } from '../server/database.ts'
import { fileStoreOf } from '../server/house.ts'
import { secretIfThere } from '../server/secret.ts'
import { version } from '../server/version.ts'
import { live } from './life.ts'
import { progressDone } from './open.ts'
import { requireOwnFolder } from './own-folder.ts'
import { askPassphrase } from './passphrase.ts'
import { percent } from './percent.ts'

/** `silin backup FILE`: beside a running server or on its own, of whatever version the database is. */
export async function backup(
  config: Config,
  file: string,
  options: { readonly encrypt?: boolean; readonly withSecret?: boolean },
): Promise<void> {
  const path = resolve(file)
  await requireOwnFolder(config)
  const encrypted = options.encrypt || options.withSecret || config.backupPassphrase !== null
  const passphrase = encrypted ? await askPassphrase(config, true) : null
  const secret = options.withSecret ? await secretIfThere(config) : null
  await live(async (life) => {
    const log = createLog(config.logLevel)
    const { ownerUrl } = await openServer(config, log, { hold: life.hold, beside: true })
    const stopping = new AbortController()
    const making = makeBackup({
      path,
      ownerUrl,
      files: fileStoreOf(config),
      version,
      passphrase,
      secret,
      progress: percent('backup'),
      signal: stopping.signal,
    })
    // Stopped, it takes back what it has written so far.
    life.hold(async () => {
      stopping.abort()
      await making.catch(() => {})
    })
    const { head, manifest, bytes } = await making
    await noteBackup(ownerUrl, { id: head.id, madeAt: head.madeAt, bytes, encrypted: passphrase !== null, manifest })
    progressDone()
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    console.log(`${path}: ${rows} rows and ${manifest.files.count} photo files as of ${head.madeAt}, ${bytes} bytes.`)
    if (manifest.files.missing > 0)
      console.log(`${manifest.files.missing} photo files are named in the database and were not found in the store.`)
    if (!manifest.secret) console.log('The secret is not in it: keep SILIN_SECRET, or the file `secret`, elsewhere.')
  })
}
