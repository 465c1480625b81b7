import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, inject } from 'vitest'
import { testSecret } from '../../src/platform/database/testing/global-setup.ts'
import type { Network } from './network.ts'
import { freePort } from './silin.ts'

/**
 * A second server on a database: the built one, in a process of its own that can be killed, over a network that can
 * stand still. It is ready when this answers.
 */
export async function startOtherSilin(database: string, settings: Readonly<Record<string, string>>, network: Network) {
  const port = await freePort()
  const url = new URL(inject('journeyServer'))
  url.pathname = `/${database}`
  const child = spawn(process.execPath, [join('dist', 'server', 'main.js'), 'start'], {
    env: {
      ...process.env,
      NODE_ENV: '',
      PORT: String(port),
      DATABASE_URL: network.through(url.toString()),
      SILIN_SECRET: testSecret,
      SILIN_TRUST_PROXY: '1',
      SILIN_LOG: 'silent',
      ...settings,
    },
    stdio: 'ignore',
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const own = `http://127.0.0.1:${port}`
  const ready = async () => (await fetch(`${own}/readyz`).catch(() => null))?.status
  await expect.poll(ready, { timeout: 60_000 }).toBe(200)
  return {
    url: own,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** As a power cut does; nothing when it is dead already. */
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await gone
    },
  }
}
export type OtherSilin = Awaited<ReturnType<typeof startOtherSilin>>
