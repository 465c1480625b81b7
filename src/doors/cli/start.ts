import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { administered } from '../server/administrators.ts'
import { rootFolder } from '../server/database.ts'
import { composeSilin, distFolder } from '../server/silin.ts'
import { banner } from './banner.ts'
import { demoAmong, demoPlaqueCode, loadDemoInto } from './demo.ts'
import { open } from './open.ts'

/** A second signal, or this many milliseconds, ends what has not ended by itself. */
const patience = 4_500

/** `silin start`: opens everything, prints the banner, and stops in order when asked. */
export async function start(config: Config): Promise<void> {
  const opened = await open(config, !config.production)
  const { house, database, log } = opened
  const silin = await composeSilin({
    house,
    appUrl: database.appUrl,
    jobsUrl: database.jobsUrl,
    secret: database.secret,
    distFolder: distFolder(rootFolder()),
    demoPlaque: config.production ? null : demoPlaqueCode,
  })

  let stopping: Promise<void> | null = null
  const stop = (reason: string, code: number) => {
    if (stopping) process.exit(code || 1)
    log.info({ reason }, 'stopping')
    const hurry = setTimeout(() => process.exit(1), patience)
    stopping = (async () => {
      await silin.stop()
      await opened.end()
      clearTimeout(hurry)
      process.exitCode = code
    })()
    stopping.catch((error: unknown) => {
      log.error({ error }, 'stopping failed')
      process.exit(1)
    })
  }
  process.on('SIGINT', () => stop('SIGINT', 0))
  process.on('SIGTERM', () => stop('SIGTERM', 0))
  void database.died.then((reason) => {
    if (!stopping) stop(`the embedded database ended: ${reason}`, 1)
  })

  try {
    const present = await silin.places.communities()
    const empty = present.length === 0
    const demo = !house.demo ? null : empty ? await loadDemoInto(house, silin.signIn) : demoAmong(house, present)
    if (empty && demo) silin.places.forgetAll()
    if (!house.demo && !(await administered(house))) {
      console.log(`\n  First administrator (works once): ${config.publicUrl}${silin.offerSetUp()}\n`)
    }
    opened.start()
    await silin.work()
    await silin.server.listen({ host: config.host, port: config.port })
    console.log(banner(config, demo))
  } catch (error) {
    await silin.stop()
    await opened.end()
    if ((error as { code?: string }).code === 'EADDRINUSE') {
      throw new ConfigError(
        'PORT',
        `${config.port} is taken by another program; set another one, such as PORT=8081 npm start`,
      )
    }
    throw error
  }
}
