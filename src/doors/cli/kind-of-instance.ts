import { demoAreaCode } from '../../../demo/places.ts'
import { createPlaces } from '../../capabilities/places/index.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import type { House } from '../../platform/house.ts'
import { administered } from '../server/administrators.ts'

/**
 * Refuses to open a real instance as a demo, which shows everybody's sign-in codes to everybody, and the demo as a real
 * one, whose made-up staff would have their say in it.
 * @throws ConfigError
 */
export async function requireOwnKind(house: House): Promise<void> {
  const { production, databaseUrl } = house.config
  const communities = await createPlaces(house).communities()
  const demo = communities.some((one) => one.areaCode === demoAreaCode)
  // The demo brings administrators of its own.
  const real = communities.some((one) => one.areaCode !== demoAreaCode) || (!demo && (await administered(house)))
  if (production && demo)
    throw new ConfigError(
      databaseUrl ? 'DATABASE_URL' : 'SILIN_DATA',
      'holds the demo community; choose an empty one for a real instance',
    )
  if (!production && real)
    throw new ConfigError(
      'SILIN_ENV',
      'must be production: the data are of a real instance, and a demo would show everybody’s sign-in codes',
    )
}
