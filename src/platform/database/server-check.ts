import pg from 'pg'
import { ConfigError } from '../config/config-error.ts'

/** The oldest PostgreSQL that Silin runs on, as `server_version_num` counts. */
export const oldestServer = 150_000
const extensions = ['pg_trgm'] as const

/** What is wrong with a server, in one sentence, or null. Pure, so that every case can be shown in a test. */
export function judgeServer(facts: {
  versionNumber: number
  version: string
  available: readonly string[]
}): string | null {
  if (!(facts.versionNumber >= oldestServer)) return `PostgreSQL ${facts.version} is too old; Silin needs 15 or newer`
  const missing = extensions.find((name) => !facts.available.includes(name))
  if (missing) return `the extension ${missing} is missing; install PostgreSQL's contrib package on the database server`
  return null
}

/**
 * Looks at an external server before anything is done to it.
 * @param setting the name of the setting that holds the url
 * @throws ConfigError with one clear sentence: cannot be reached, wrong password, no such database, too old, extension missing
 */
export async function checkServer(setting: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 8_000 })
  // A connection that is cut also rejects its query; without a listener it would end the process as well.
  client.on('error', () => {})
  try {
    await client.connect()
    const version = await client.query<{ number: string; version: string }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as version",
    )
    const available = await client.query<{ name: string }>('select name from pg_available_extensions')
    const row = version.rows[0]
    const wrong = judgeServer({
      versionNumber: Number(row?.number),
      version: row?.version ?? '?',
      available: available.rows.map((extension) => extension.name),
    })
    if (wrong) throw new ConfigError(setting, wrong)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(setting, sentenceFor(error))
  } finally {
    await client.end().catch(() => {})
  }
}

function sentenceFor(error: unknown): string {
  const code = (error as { code?: string }).code ?? ''
  if (code === '28P01' || code === '28000') return 'the database refused the user name or password'
  if (code === '3D000') return 'there is no database of that name on the server; create it first'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return "the database server's name cannot be found"
  if (code === 'ECONNREFUSED') return 'no database server answers at that address and port'
  if (code === '42501') return 'the user may not read the catalogue of that database'
  return `the database cannot be used (${code || 'no answer in time'})`
}
