import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { keptSecret, secretKeptIn } from './kept-secret.ts'

const leastLength = 32

/** Where the secret is kept that was made at the first start. */
export const ownSecretPath = (config: Config): string => join(config.dataFolder, 'secret')

/** The installation's secret: the setting, a file, or one made at the first start and kept in the data folder. */
export async function secretOf(config: Config): Promise<string> {
  if (config.secret) return config.secret
  if (config.secretFile) return await secretIn(config.secretFile, 'SILIN_SECRET_FILE')
  return await keptSecret(config.dataFolder)
}

/** The same where there is one; a command that only reads makes none. */
export async function secretIfThere(config: Config): Promise<string | null> {
  if (config.secret) return config.secret
  if (config.secretFile) return await secretIn(config.secretFile, 'SILIN_SECRET_FILE')
  return await secretKeptIn(config.dataFolder)
}

/**
 * The secret that is to take the place of the present one.
 * @throws ConfigError when none is given
 */
export async function newSecretOf(config: Config): Promise<string> {
  if (config.newSecret) return config.newSecret
  if (config.newSecretFile) return await secretIn(config.newSecretFile, 'SILIN_NEW_SECRET_FILE')
  throw new ConfigError('SILIN_NEW_SECRET', 'is missing: the secret from now on, at least 32 random signs, or a file')
}

async function secretIn(path: string, setting: string): Promise<string> {
  let text: string
  try {
    text = (await readFile(path, 'utf8')).trim()
  } catch (error) {
    throw new ConfigError(setting, `cannot be read (${(error as { code?: string }).code ?? 'unknown'})`)
  }
  if (text.length < leastLength) throw new ConfigError(setting, `needs at least ${leastLength} signs`)
  return text
}
