import type { FastifyInstance } from 'fastify'
import type { Capability, Duty } from '../../platform/capability.ts'
import type { CheckUp } from '../../platform/check-up.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { deliveriesCheck } from '../../platform/notify/backlog.ts'
import type { SignedIn } from '../people/index.ts'
import { backupCheck } from './checks/backups.ts'
import { type DatabaseUnderLook, databaseChecks } from './checks/database.ts'
import { filesCheck } from './checks/files.ts'
import { machineChecks } from './checks/machine.ts'
import { showCheckUp } from './gauges.ts'
import en from './messages/doctor.en.json' with { type: 'json' }
import zh from './messages/doctor.zh-CN.json' with { type: 'json' }
import { reportOf } from './report.ts'
import { routes } from './routes.ts'

interface Ground {
  readonly house: House
  readonly server: FastifyInstance
  readonly implement: ReturnType<typeof createImplement<SignedIn>>
  readonly checkUp: CheckUp
  readonly underLook: DatabaseUnderLook
  communityIds(): Promise<CommunityId[]>
}

const tenMinutes = 10 * 60_000

/** The check-up: `silin doctor`, the desk's page and the gauges. */
export const doctor: Capability<Ground> = {
  name: 'doctor',
  words: [{ 'zh-CN': zh, en }],
  open({ house, server, implement, checkUp }) {
    implement(server, routes.checkUp, async () => reportOf(house.text, await checkUp.run()))
    if (house.counts) showCheckUp(house.counts.registry, checkUp)
    const look: Duty = { name: 'check_up', wakes: [], every: tenMinutes, run: () => checkUp.run().then(() => false) }
    return { duties: [look] }
  },
  checks: ({ house, underLook, communityIds }) => [
    ...databaseChecks(underLook),
    ...machineChecks(house.config),
    filesCheck(house.config, underLook),
    backupCheck(house),
    deliveriesCheck(house, communityIds),
  ],
}
