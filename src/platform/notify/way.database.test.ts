import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import { asRole, jobsRole } from '../database/roles.ts'
import { startDuties } from '../duties.ts'
import { newId } from '../ids.ts'
import { createJobs, type Jobs, prepareJobs } from '../jobs/jobs.ts'
import { emailChannel } from './channels/email.ts'
import { createNotify } from './service.ts'
import { mailServer } from './testing/mail-server.ts'
import { type NotifyHouse, notifyHouse, values } from './testing/notify-house.ts'

let h: NotifyHouse
let smtp: Awaited<ReturnType<typeof mailServer>>
let jobsUrl: string

beforeAll(async () => {
  h = await notifyHouse()
  smtp = await mailServer()
  const role = jobsRole(new URL(h.test.ownerUrl).pathname.slice(1), h.test.secret)
  await prepareJobs(h.test.ownerUrl, role, h.house.log)
  jobsUrl = asRole(h.test.ownerUrl, role)
})
afterAll(async () => {
  await smtp.close()
  await h.test.drop()
})

/** A whole server's part in this, as the composition root puts it together. */
async function server() {
  const house = { ...h.house, clock: systemClock }
  const email = emailChannel({ url: smtp.url, from: '四邻 <noreply@silin.example.cn>' })
  const notify = createNotify(
    house,
    h.addressees,
    { email, sms: null, webhook: null },
    { add: (...given) => jobs.add(...given) },
  )
  const { tasks, cron } = notify.deliverer
  const jobs: Jobs = createJobs({ url: jobsUrl, tasks, cron, log: house.log, concurrency: 3 })
  await jobs.start()
  const duties = startDuties([notify.announcer.duty], house.wake, house.log)
  return async () => {
    await duties.stop()
    await jobs.stop()
    await email.close()
  }
}

it('from the commit to the mailbox: two servers, a crowd of announcements, each mail once', async () => {
  const deskId = newId<never>()
  const addresses = ['a@example.cn', 'b@example.cn', 'c@example.cn']
  const people = await Promise.all(addresses.map((address) => h.person({ choices: [{ channel: 'email', address }] })))
  h.addressees.desks.set(deskId, people)
  const stops = await Promise.all([server(), server()])
  for (let n = 0; n < 20; n++) {
    await h.announce([{ kind: 'desk', deskId }], { community: n % 2 ? h.community : h.other })
    h.house.wake.up('announcements')
  }
  await vi.waitFor(() => expect(smtp.mails.length).toBeGreaterThanOrEqual(60), { timeout: 20_000 })
  await vi.waitFor(async () => expect(await h.rows("select 1 from deliveries where status <> 'sent'")).toEqual([]))
  await Promise.all(stops.map((stop) => stop()))
  expect(smtp.mails).toHaveLength(60)
  const ids = smtp.mails.map(({ raw }) => /^Message-ID: .*$/m.exec(raw)?.[0])
  expect(new Set(ids).size).toBe(60)
  expect(h.lines.join('\n')).not.toMatch(new RegExp([...addresses, ...Object.values(values)].join('|')))
  expect(await h.rows("select 1 from graphile_worker.jobs where task_identifier = 'deliver'")).toEqual([])
})
