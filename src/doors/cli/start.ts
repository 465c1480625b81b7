import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { administered } from '../server/administrators.ts'
import { rootFolder } from '../server/database.ts'
import { composeSilin, distFolder, type Silin } from '../server/silin.ts'
import { banner } from './banner.ts'
import { demoPlaqueCode, loadDemoInto } from './demo.ts'
import { requireOwnKind } from './kind-of-instance.ts'
import { type Life, live } from './life.ts'
import { open } from './open.ts'

/** `silin start`: opens everything, prints the banner, and stops in order when asked. */
export async function start(config: Config): Promise<void> {
  // A server that was asked to stop has done its work.
  await live((life) => serve(life, config), { SIGINT: 0, SIGTERM: 0 })
}

async function serve(life: Life, config: Config): Promise<void> {
  const opened = await open(life, config, !config.production)
  const { house, database, log } = opened
  await requireOwnKind(house)
  void database.died.then((reason) => {
    log.error({ reason }, 'the embedded database ended')
    life.stop(1)
  })
  const silin = await composeSilin({
    house,
    appUrl: database.appUrl,
    jobsUrl: database.jobsUrl,
    secret: database.secret,
    distFolder: distFolder(rootFolder()),
    demoPlaque: config.production ? null : demoPlaqueCode,
  })
  life.hold(silin.stop)
  life.hold(async () => log.info({}, 'stopping'))

  const demo = house.demo ? await loadDemoInto(house, silin.signIn) : null
  if (demo?.loaded) silin.places.forgetAll()
  if (!house.demo && !(await administered(house))) {
    console.log(`\n  First administrators (works once): ${config.publicUrl}${silin.offerSetUp()}\n`)
  }
  opened.start()
  await silin.work()
  await listen(silin.server, config)
  console.log(banner(config, demo, database.movedTo))
  await life.forever
}

async function listen(server: Silin['server'], { host, port }: Config): Promise<void> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new ConfigError('PORT', `${port} is taken by another program; set another one, such as PORT=8081 npm start`)
  }
}
