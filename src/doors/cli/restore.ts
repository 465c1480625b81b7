import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isEncrypted } from '../../platform/backup/archive-reader.ts'
import { BackupError } from '../../platform/backup/backup-error.ts'
import { requireEmpty, restoreBackup } from '../../platform/backup/restore.ts'
import { type Contents, walk } from '../../platform/backup/walk.ts'
import { sayFinding } from '../../platform/check-up.ts'
import type { Config } from '../../platform/config/config.ts'
import { readSteps } from '../../platform/database/migrate.ts'
import { secretFingerprint } from '../../platform/database/roles.ts'
import { writeDurably } from '../../platform/files/durable-write.ts'
import { textIn } from '../../platform/i18n/text.ts'
import { createLog } from '../../platform/log/log.ts'
import { bringUp, migrationsFolder, openServer } from '../server/database.ts'
import { fileStoreOf } from '../server/house.ts'
import { ownSecretPath, secretIfThere } from '../server/secret.ts'
import { serverWords } from '../server/words.ts'
import { type Life, live } from './life.ts'
import { lookAt } from './look.ts'
import { progress, progressDone } from './open.ts'
import { askPassphrase } from './passphrase.ts'
import { percent } from './percent.ts'

/**
 * `silin restore FILE`: reads and checks the whole file first, and then fills an empty data folder or an empty external
 * database. Broken off at any moment, the same command goes on.
 */
export async function restore(config: Config, file: string, options: { readonly check?: boolean }): Promise<void> {
  const path = resolve(file)
  const passphrase = (await isEncrypted(path)) ? await askPassphrase(config, false) : null
  await live(async (life) => {
    const checking = percent('checking the file')
    const contents = await walk(path, { passphrase, progress: (done, total) => checking(done / total) })
    progressDone()
    await requireKnownSteps(path, contents)
    if (options.check) {
      console.log(`${path}: whole and sound. ${summary(contents)}`)
      return
    }
    await fill(life, config, { path, passphrase, contents })
  })
}

interface Found {
  readonly path: string
  readonly passphrase: string | null
  readonly contents: Contents
}

async function fill(life: Life, config: Config, { path, passphrase, contents }: Found): Promise<void> {
  const { head } = contents
  const secret = await secretFor(config, path, contents)
  if (!config.databaseUrl) await requireEmptyFolder(config, head.id)
  const log = createLog(config.logLevel)
  const external = config.databaseUrl ? await reach(life, config) : null
  if (external) await requireEmptyStore(config, (await requireEmpty(external, head.id)).begun)
  // From here on something is written. A folder whose restore was broken off is known by this mark.
  await mkdir(config.dataFolder, { recursive: true, mode: 0o711 })
  if (!external) await writeDurably(mark(config), Buffer.from(`${head.id}\n`))
  if (!config.secret && !config.secretFile) await writeDurably(ownSecretPath(config), Buffer.from(`${secret}\n`))
  const ownerUrl = external ?? (await reach(life, config))
  await restoreBackup({
    path,
    contents,
    passphrase,
    ownerUrl,
    files: fileStoreOf(config),
    bringUp: (steps) =>
      bringUp(
        config,
        log,
        { ownerUrl, secret },
        { progress: (step) => progress(`migrating ${step}`), restoring: { steps } },
      ),
    progress: percent('restoring'),
  })
  await rm(mark(config), { force: true })
  progressDone()
  await prove(life, config, { ownerUrl, secret })
  console.log(`Restored. ${summary(contents)}`)
  console.log('Everybody signs in anew; posts, passwords and links to reports are as they were. Next: silin start')
}

/** What each capability can prove about its data, such as the audit chain, is proved before anybody relies on it. */
async function prove(
  life: Life,
  config: Config,
  database: { readonly ownerUrl: string; readonly secret: string },
): Promise<void> {
  const checkUp = await lookAt(life, config, createLog('silent'), database)
  const wrong = (await checkUp.prove()).filter(({ level }) => level === 'bad')
  if (wrong.length === 0) return
  const said = wrong.map((finding) => sayFinding(finding, textIn('en', serverWords)))
  throw new BackupError(
    'restored, but',
    said.map(({ title, found, toDo }) => `${title}: ${found}. ${toDo ?? ''}`).join(' '),
  )
}

const reach = async (life: Life, config: Config): Promise<string> =>
  (await openServer(config, createLog(config.logLevel), { hold: life.hold, beside: true })).ownerUrl

function summary({ head, manifest }: Contents): string {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  return `${rows} rows in ${manifest.tables.length} tables and ${manifest.files.count} photo files as of ${head.madeAt}, by Silin ${head.silin}.`
}

/** @throws BackupError when the backup went through steps that this version does not have, or has otherwise */
async function requireKnownSteps(path: string, { head }: Contents): Promise<void> {
  const known = new Map((await readSteps(migrationsFolder())).map((step) => [step.name, step.checksum]))
  const strange = head.migrations.find((step) => known.get(step.name) !== step.checksum)
  if (strange)
    throw new BackupError(
      path,
      `was made by another Silin (${head.silin} knows ${strange.name}); restore it with that version or a newer one`,
    )
}

/** What is sealed in the backup is opened with this secret and no other: it has to be the one, before anything is written. */
async function secretFor(config: Config, path: string, { head, secret: kept }: Contents): Promise<string> {
  const secret = (await secretIfThere(config)) ?? kept
  if (secret === null)
    throw new BackupError(
      'SILIN_SECRET',
      `is not in ${path} and not set; set it, or put the old data folder's file \`secret\` into ${config.dataFolder}`,
    )
  if (head.fingerprint !== null && secretFingerprint(secret).toString('hex') !== head.fingerprint)
    throw new BackupError(
      'SILIN_SECRET',
      `is not the secret that ${path} was made with; what it seals could not be read`,
    )
  return secret
}

const mark = (config: Config) => join(config.dataFolder, 'restoring')

/** What may lie in a data folder that counts as empty: the secret that was put there for this, and what a disk brings. */
const harmless = new Set(['secret', 'lost+found'])

async function requireEmptyFolder(config: Config, backupId: string): Promise<void> {
  const names = await namesIn(config.dataFolder)
  const begun = names.includes('restoring') ? (await readFile(mark(config), 'utf8')).trim() : null
  if (begun === backupId) return
  if (begun !== null)
    throw new BackupError(
      config.dataFolder,
      'holds the beginning of another backup’s restore; restore that one again, or name an empty folder',
    )
  const found = names.find((name) => !harmless.has(name))
  if (found)
    throw new BackupError(
      config.dataFolder,
      `is not empty (${found}); a backup is restored into an empty folder only. Set SILIN_DATA to a new one`,
    )
}

/** Photos of somebody else's are not mixed with these. What lies in a bucket is not looked at: its names are random. */
async function requireEmptyStore(config: Config, begun: boolean): Promise<void> {
  const folder = join(config.dataFolder, 'files')
  if (begun || config.s3 || (await namesIn(folder)).length === 0) return
  throw new BackupError(folder, 'is not empty; set SILIN_DATA to a new folder')
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return []
    throw error
  }
}
