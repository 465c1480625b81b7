import { addTokenHolder, createPeople, role as roleModel } from '../../capabilities/people/index.ts'
import { appointAtCommunity, createPlaces } from '../../capabilities/places/index.ts'
import { Deed } from '../../platform/audit/deed.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { live } from './life.ts'
import { open } from './open.ts'

/** Prints an API token that acts in a role at a community or at an area. Beside a running server it asks for nothing more. */
export async function printToken(
  config: Config,
  options: { role: string; place: string; name: string; days: string },
): Promise<void> {
  const role = roleModel.safeParse(options.role)
  if (!role.success) throw new ConfigError('--role', `is one of ${roleModel.options.join(', ')}`)
  const days = Number(options.days)
  if (!Number.isInteger(days) || days < 1 || days > 3650)
    throw new ConfigError('--days', 'is a whole number from 1 to 3650')
  await live(async (life) => {
    const { house } = await open(life, config, !config.production, true)
    const community = (await createPlaces(house).communities()).find(
      (one) => one.areaCode === options.place || one.name === options.place,
    )
    if (!community && !/^\d{2,9}$/.test(options.place))
      throw new ConfigError('--place', 'is the code or name of a community here, or the code of an area')
    const deed = new Deed({ what: 'cli.token', personId: null, address: null, isOfOperator: true })
    const token = await house.database.during(deed, async () => {
      const person = await addTokenHolder(
        house,
        options.name,
        community ? null : { role: role.data, areaCode: options.place },
      )
      if (community) await appointAtCommunity(house, community.id, person, role.data)
      return await createPeople(house).issueToken(person, options.name, days)
    })
    console.log(token)
  })
}
