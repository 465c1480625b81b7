import { inviteAdministrator } from '../../capabilities/people/index.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { requireOwnKind } from './kind-of-instance.ts'
import { live } from './life.ts'
import { open } from './open.ts'

/** `silin invite`: a one-time link for one of the three administrators, and for nobody else. */
export async function invite(config: Config, options: { account: string }): Promise<void> {
  await live(async (life) => {
    const { house } = await open(life, config, !config.production, true)
    await requireOwnKind(house)
    const link = await inviteAdministrator(house, options.account)
    if (!link)
      throw new ConfigError(
        '--account',
        'is not the account of a system, security or audit administrator in office; everybody else is let in on the desk, by whoever appoints them',
      )
    console.log(
      `Good once, until ${link.expiresAt}. Sessions, password and second factors of before have ended:\n${link.url}`,
    )
  })
}
