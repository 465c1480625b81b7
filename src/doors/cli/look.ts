import { machineChecks } from '../../capabilities/doctor/index.ts'
import { type CheckUp, createCheckUp } from '../../platform/check-up.ts'
import { systemClock } from '../../platform/clock/clock.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import type { Log } from '../../platform/log/log.ts'
import { capabilities } from '../server/capabilities.ts'
import { openServer, rolesOf, rootFolder, rootKeysIn } from '../server/database.ts'
import { layFoundation } from '../server/foundation.ts'
import { buildHouse } from '../server/house.ts'
import { secretIfThere } from '../server/secret.ts'
import { distFolder } from '../server/silin.ts'
import type { Life } from './life.ts'
import { requireOwnFolder } from './own-folder.ts'

/**
 * Makes everything ready for a check-up with the owner's eyes, and changes nothing in the database. Where there is no
 * database to be had, that is a finding, and what can be looked at without one is.
 */
export async function prepareLook(life: Life, config: Config, log: Log): Promise<CheckUp> {
  try {
    await requireOwnFolder(config)
    const { ownerUrl } = await openServer(config, log, { hold: life.hold, beside: true })
    const secret = await secretIfThere(config)
    if (secret === null) throw new ConfigError('SILIN_SECRET', 'is not set and not in the data folder')
    return await lookAt(life, config, log, { ownerUrl, secret })
  } catch (error) {
    if (!isTold(error)) throw error
    const checkUp = createCheckUp({ clock: systemClock, log })
    checkUp.add([
      {
        name: 'doctor.database',
        run: async () => ({ level: 'bad', key: 'unusable', values: { reason: (error as Error).message } }),
      },
      ...machineChecks(config),
    ])
    return checkUp
  }
}

/** The checks of every capability, on a database that answers. */
export async function lookAt(
  life: Life,
  config: Config,
  log: Log,
  { ownerUrl, secret }: { readonly ownerUrl: string; readonly secret: string },
): Promise<CheckUp> {
  const { appUrl, jobsUrl } = rolesOf(config, ownerUrl, secret)
  const rootKeys = await rootKeysIn(ownerUrl, secret)
  const built = buildHouse(config, log, { appUrl, secret, rootKeys }, !config.production)
  life.hold(built.close)
  const settings = { appUrl, jobsUrl, secret, ownerUrl, distFolder: distFolder(rootFolder()) }
  const foundation = await layFoundation(built.house, settings)
  life.hold(async () => {
    await foundation.notify.stop()
    await foundation.signIn.close()
  })
  for (const capability of capabilities) foundation.checkUp.add(capability.checks?.(foundation) ?? [])
  return foundation.checkUp
}

/** What the person who runs it is told in one sentence; anything else is a bug. */
const isTold = (error: unknown) =>
  error instanceof ConfigError || String((error as { code?: unknown } | null)?.code).startsWith('EMBEDDED_')
