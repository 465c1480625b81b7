import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { shortestPassphrase } from '../../platform/backup/shortest-passphrase.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'

/**
 * A passphrase from SILIN_BACKUP_PASSPHRASE, the terminal (which does not show it), or, in scripts, the first line of
 * standard input; never from the command line, which others can read.
 * @param twice when one is chosen and not only used: a slip of the finger would lose the backup
 */
export async function askPassphrase(config: Config, twice: boolean): Promise<string> {
  if (config.backupPassphrase !== null) return config.backupPassphrase
  const typed = process.stdin.isTTY ? await typedHidden('Passphrase: ') : await firstLine()
  if (typed.length < shortestPassphrase)
    throw new ConfigError('passphrase', `needs ${shortestPassphrase} signs or more (SILIN_BACKUP_PASSPHRASE, or typed)`)
  if (twice && process.stdin.isTTY && (await typedHidden('Once more: ')) !== typed)
    throw new ConfigError('passphrase', 'was not the same twice')
  return typed
}

async function typedHidden(question: string): Promise<string> {
  process.stdout.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  // Whoever thinks better of it ends the command, as everywhere.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stdout.write('\n')
  }
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  try {
    return String((await lines[Symbol.asyncIterator]().next()).value ?? '').trim()
  } finally {
    lines.close()
  }
}
