import type { Check, CheckResult } from '../../../platform/check-up.ts'
import { secretFingerprint } from '../../../platform/database/roles.ts'
import { oldestServer } from '../../../platform/database/server-check.ts'
import { wallHoles } from '../../../platform/database/wall-check.ts'
import { keysThatDoNotFit } from '../../../platform/sealing/keys-fit.ts'
import {
  aboutServer,
  dataKeys,
  type Eyes,
  fingerprintKept,
  isRestoring,
  jobsBehind,
  lookThrough,
  rightsOf,
  stepsDone,
} from './look-store.ts'

export interface DatabaseUnderLook {
  readonly eyes: Eyes
  readonly appUrl: string
  readonly jobsUrl: string
  readonly secret: string
  /** The steps that this version has. */
  steps(): Promise<readonly { readonly name: string }[]>
}

/** The database itself: that it answers, that its wall stands, its version, clock, keys and queue. */
export function databaseChecks(under: DatabaseUnderLook): readonly Check[] {
  const { eyes, appUrl, jobsUrl, secret } = under
  return [
    { name: 'doctor.database', provesData: true, run: () => lookAtDatabase(eyes, appUrl) },
    {
      name: 'doctor.migrations',
      run: () =>
        lookThrough(eyes.url, async (ask) => {
          const done = await stepsDone(ask)
          if (!done) return { level: 'bad', key: 'none' }
          const steps = await under.steps()
          const [known, ran] = [new Set(steps.map(({ name }) => name)), new Set(done.map(({ name }) => name))]
          const newer = done.find(({ name }) => !known.has(name))
          if (newer) return { level: 'bad', key: 'newer', values: { step: newer.name } }
          const pending = steps.filter(({ name }) => !ran.has(name)).length
          return pending > 0
            ? { level: 'warn', key: 'pending', values: { count: pending } }
            : { level: 'good', key: 'done', values: { count: done.length } }
        }),
    },
    { name: 'doctor.clock', run: () => lookThrough(eyes.url, (ask) => compareClocks(ask)) },
    {
      name: 'doctor.keys',
      provesData: true,
      async run() {
        const mine = secretFingerprint(secret).toString('hex')
        // Only the owner sees it. A server has asked for it before it began, and does not run with another secret.
        const kept = eyes.isOwner ? await lookThrough(eyes.url, fingerprintKept) : mine
        const values = { fingerprint: mine.slice(0, 8) }
        if (kept !== null && kept !== mine) return { level: 'bad', key: 'other', values }
        const lost = keysThatDoNotFit(await lookThrough(eyes.url, dataKeys), secret)
        if (lost > 0) return { level: 'bad', key: 'lost', values: { count: lost } }
        return { level: 'good', key: 'fit', values }
      },
    },
    {
      name: 'doctor.jobs',
      run: () =>
        lookThrough(jobsUrl, async (ask): Promise<CheckResult> => {
          const { late, failed } = await jobsBehind(ask)
          if (late > 0) return { level: 'bad', key: 'behind', values: { count: late } }
          if (failed > 0) return { level: 'warn', key: 'given_up', values: { count: failed } }
          return { level: 'good', key: 'done' }
        }),
    },
  ]
}

async function lookAtDatabase(eyes: Eyes, appUrl: string): Promise<CheckResult> {
  const role = decodeURIComponent(new URL(appUrl).username)
  try {
    // The application signs in with a role of its own: that has to work as well.
    await lookThrough(appUrl, async (ask) => await ask('select 1'))
    return await lookThrough(eyes.url, async (ask): Promise<CheckResult> => {
      if (await isRestoring(ask)) return { level: 'bad', key: 'restoring' }
      const server = await aboutServer(ask)
      const version = server?.version ?? '?'
      if (!server || server.number < oldestServer) return { level: 'bad', key: 'old', values: { version } }
      const rights = await rightsOf(ask, role)
      if (!rights || rights.strong || rights.owns) return { level: 'bad', key: 'strong', values: { role } }
      const holes = await wallHoles(ask)
      if (holes.length > 0) return { level: 'bad', key: 'hole', values: { where: holes.join(', ') } }
      return { level: 'good', key: 'well', values: { version, megabytes: Math.ceil(server.bytes / 1024 / 1024) } }
    })
  } catch (error) {
    return { level: 'bad', key: 'away', values: { code: String((error as { code?: unknown }).code ?? 'timeout') } }
  }
}

/** Seconds by which two clocks may differ before deadlines feel it, and before signatures are refused. */
const clocks = { warn: 5, bad: 60 }

/** The machine's clock and not the house's, which a demo may set. */
async function compareClocks(ask: Parameters<typeof aboutServer>[0]): Promise<CheckResult> {
  const before = Date.now()
  const server = await aboutServer(ask)
  const after = Date.now()
  const off = Math.abs((server?.now ?? 0) - (before + after) / 2) - (after - before) / 2
  const seconds = Math.max(0, Math.round(off / 1000))
  if (seconds > clocks.bad) return { level: 'bad', key: 'off', values: { seconds } }
  if (seconds > clocks.warn) return { level: 'warn', key: 'off', values: { seconds } }
  return { level: 'good', key: 'same' }
}
