import { createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asRole, jobsRole } from '../database/roles.ts'
import { createJobs, type Jobs, prepareJobs } from '../jobs/jobs.ts'
import { createLog } from '../log/log.ts'
import { emailChannel } from './channels/email.ts'
import { resting } from './channels/resting.ts'
import { receiver } from './channels/testing/receiver.ts'
import { webhookChannel } from './channels/webhook.ts'
import { createNotify, type Notify } from './service.ts'
import { mailServer } from './testing/mail-server.ts'
import { type NotifyHouse, notifyHouse } from './testing/notify-house.ts'

const timeoutMs = 1_000
const mails = 24
const secret = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`

let h: NotifyHouse
let jobs: Jobs
let notify: Notify
let hook: Awaited<ReturnType<typeof receiver>>
/** A mail server that takes every connection and never says a word. */
const silent = createServer((socket) => void taken.add(socket.on('error', () => {})))
const taken = new Set<Socket>()
let port: number

beforeAll(async () => {
  h = await notifyHouse()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  port = (silent.address() as { port: number }).port
  hook = await receiver((response) => void response.end('{}'))
  const role = jobsRole(new URL(h.test.ownerUrl).pathname.slice(1), h.test.secret)
  await prepareJobs(h.test.ownerUrl, role, createLog('silent'))
  const email = emailChannel({ url: `smtp://127.0.0.1:${port}`, from: '四邻 <noreply@silin.example.cn>', timeoutMs })
  notify = createNotify(
    h.house,
    h.addressees,
    { email: resting(email, 1_500), sms: null, webhook: webhookChannel({ allowPrivateAddresses: true }) },
    { add: (...job) => jobs.add(...job) },
  )
  const url = asRole(h.test.ownerUrl, role)
  jobs = createJobs({ url, tasks: notify.deliverer.tasks, cron: [], log: createLog('silent'), concurrency: 4 })
  await jobs.start()
})
afterAll(async () => {
  await jobs?.stop()
  for (const socket of taken) socket.destroy()
  await hook?.close()
  await h?.test.drop()
})

async function tell(choice: { channel: 'email' | 'webhook'; address: string }): Promise<void> {
  await h.announce([{ kind: 'person', personId: await h.person({ choices: [choice] }) }])
}
const statuses = async () =>
  (
    await h.rows<{ status: string; n: string }>(
      "select status, count(*) as n from deliveries where channel = 'email' group by status",
    )
  ).map(({ status, n }) => `${status} ${n}`)

it('a mail server that hangs holds nobody else up, and gets every message once when it is back', async () => {
  for (let n = 0; n < mails; n++) await tell({ channel: 'email', address: `lead${n}@example.cn` })
  await notify.announcer.run()
  // All who work have a mail in their hands by now.
  await expect.poll(() => taken.size, { timeout: 5_000 }).toBeGreaterThan(3)
  const address = JSON.stringify({ url: hook.url, secret, format: 'standard' })
  await tell({ channel: 'webhook', address })
  await notify.announcer.run()
  // One silence is waited out, twice over for what the library tries anew; not one after the other by 24 mails.
  const began = performance.now()
  await expect.poll(() => hook.received.length, { timeout: 10_000 }).toBe(1)
  expect(performance.now() - began).toBeLessThan(3 * timeoutMs)
  expect(await statuses()).toEqual([`waiting ${mails}`])

  for (const socket of taken) socket.destroy()
  await new Promise((resolve) => silent.close(resolve))
  const smtp = await mailServer(port)
  for (let minutes = 0; minutes < 12 && (await statuses())[0] !== `sent ${mails}`; minutes++) {
    await delay(400)
    h.clock.advance({ minutes: 2 })
    await notify.deliverer.lookForLost()
  }
  await expect.poll(statuses, { timeout: 5_000 }).toEqual([`sent ${mails}`])
  expect(smtp.mails.map(({ to }) => to[0]).toSorted()).toEqual(
    Array.from({ length: mails }, (_, n) => `lead${n}@example.cn`).toSorted(),
  )
  await smtp.close()
})
