import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'

/**
 * For a command that reads what is there: opening an empty folder would make a new database in it.
 * @throws ConfigError when no embedded database lies in the data folder, or elsewhere on its behalf
 */
export async function requireOwnFolder({ dataFolder, databaseUrl }: Config): Promise<void> {
  if (databaseUrl) return
  for (const name of ['cluster', 'elsewhere']) if (await isThere(join(dataFolder, 'postgres', name))) return
  throw new ConfigError(
    'SILIN_DATA',
    `${dataFolder} holds no database of Silin; set it to the folder that the server uses`,
  )
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
