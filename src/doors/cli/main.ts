import { Command, CommanderError } from 'commander'
import { BackupError } from '../../platform/backup/backup-error.ts'
import { describeSettings, parseConfig } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { version } from '../server/version.ts'

/**
 * `silin …`: the small door for whoever runs an installation. Each command is loaded when it is asked for, so that a
 * start does not wait for the others.
 */
const program = new Command('silin')
  .description('四邻: what neighbours report is handled the same day')
  .version(version)
  .exitOverride()
  .addHelpText('after', () => {
    const rows = describeSettings().map(({ name, meaning }) => `  ${name.padEnd(24)}${meaning}`)
    return `\nSettings, in the environment:\n${rows.join('\n')}`
  })

const config = () => parseConfig(process.env)

program
  .command('start', { isDefault: true })
  .description('start the server (and the embedded database), with the demo community when the data folder is empty')
  .action(async () => await (await import('./start.ts')).start(config()))
program
  .command('migrate')
  .description('bring the database up to this version and stop')
  .action(async () => await (await import('./maintain.ts')).migrateOnly(config()))
program
  .command('demo')
  .description('load the demo community into a database that has none')
  .action(async () => await (await import('./maintain.ts')).demoOnly(config()))
program
  .command('setup')
  .description('make a community and its first account')
  .requiredOption('--area <code>', 'its 12-digit statistics code, such as 370705007008')
  .requiredOption('--name <name>', 'its name')
  .requiredOption('--phone <phone>', 'its phone, on every page')
  .requiredOption('--sponsor <name>', 'who runs the service (主办单位)')
  .option('--filing <number>', 'filing number (备案编号)')
  .requiredOption(
    '--secretary <account>',
    'account of the community secretary; the password is asked for, or read from standard input',
  )
  .requiredOption('--duty <name>', 'the named person on duty at the district, the last step of the ladder')
  .requiredOption('--duty-phone <phone>', 'their mobile phone, told by SMS and for signing in')
  .action(async (options) => await (await import('./set-up.ts')).setUp(config(), options))
program
  .command('token')
  .description('print an API token for scripts')
  .requiredOption('--role <role>', 'a role, such as communityStaff')
  .requiredOption('--place <code>', "an area's code, such as 370705, or a community's")
  .option('--name <name>', 'what it is for', 'script')
  .option('--days <days>', 'how long it is good', '90')
  .action(async (options) => await (await import('./token.ts')).printToken(config(), options))
program
  .command('invite')
  .description('print a one-time link for an administrator who lost every way in; for nobody else')
  .requiredOption('--account <account>', 'account of the system, security or audit administrator')
  .action(async (options) => await (await import('./invite.ts')).invite(config(), options))

program
  .command('audit')
  .description('the log of who did what')
  .command('verify')
  .description('follow every chain of the audit log to its end; exit status 1 when one of them is broken')
  .option('--heads <file>', "a log of the server with the chains' daily heads, kept elsewhere; - for standard input")
  .action(async (options) => await (await import('./audit.ts')).verifyChains(config(), options))

program
  .command('keys')
  .description('the keys that what people tell is sealed with')
  .command('rotate')
  .description('new data keys: seals everything anew, also while the server runs; begun again after a kill, it goes on')
  .option('--community <code>', 'only one community, by its code or name')
  .option('--master', 'wrap all keys under the new secret in SILIN_NEW_SECRET or SILIN_NEW_SECRET_FILE instead')
  .action(async (options) => await (await import('./keys.ts')).rotateKeys(config(), options))

program
  .command('backup')
  .description('write everything into one file, beside a running server')
  .argument('<file>', 'the file; it gets its name only when it is whole')
  .option('--encrypt', 'with a passphrase, asked for or from SILIN_BACKUP_PASSPHRASE')
  .option('--with-secret', 'put the secret in as well; only with a passphrase')
  .action(async (file, options) => await (await import('./backup.ts')).backup(config(), file, options))
program
  .command('restore')
  .description('fill an empty data folder, or an empty external database, with what a backup holds')
  .argument('<file>', 'the file')
  .option('--check', 'only read the file and say whether it is whole')
  .action(async (file, options) => await (await import('./restore.ts')).restore(config(), file, options))
program
  .command('doctor')
  .description(
    'look at everything that this installation stands on; exit status 0 good, 1 warnings with --strict, 2 bad',
  )
  .option('--json', 'for machines')
  .option('--strict', 'exit with 1 when there are warnings')
  .option('--language <language>', 'zh-CN or en; by LANG unless told')
  .action(async (options) => await (await import('./doctor.ts')).examine(config, options))

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else {
    // Settings and the database are told in one sentence; anything else is a bug and is shown whole.
    const told =
      error instanceof ConfigError ||
      error instanceof BackupError ||
      (error as { code?: string }).code?.startsWith('EMBEDDED_')
    console.error(told ? `silin: ${(error as Error).message}` : error)
    // At once: a connection that is still open somewhere must not keep a command that failed.
    process.exit(1)
  }
}
