import { setTimeout as delay } from 'node:timers/promises'
import { maskName, type People } from '../../capabilities/people/index.ts'
import type { Places } from '../../capabilities/places/index.ts'
import type { Requests } from '../../capabilities/requests/index.ts'
import type { Duty } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import { createJobs, type Jobs } from '../../platform/jobs/jobs.ts'
import type { Addressees } from '../../platform/notify/addressees.ts'
import { emailChannel } from '../../platform/notify/channels/email.ts'
import { resting } from '../../platform/notify/channels/resting.ts'
import { httpSmsProvider, smsChannel } from '../../platform/notify/channels/sms.ts'
import { webhookChannel } from '../../platform/notify/channels/webhook.ts'
import { createNotify } from '../../platform/notify/service.ts'

/** Messages: who is behind an announcement's words, the ways out of the house, and the queue. */
export function composeNotify(
  house: House,
  jobsUrl: string,
  parts: { places: Places; people: People } & Pick<Requests, 'tracking' | 'following'>,
) {
  const { places, people, tracking } = parts
  const channels = {
    email: house.config.smtp && emailChannel(house.config.smtp),
    sms: house.config.sms && smsChannel(httpSmsProvider(house.config.sms)),
    webhook: webhookChannel({ allowPrivateAddresses: house.config.webhookPrivate }),
  }
  const addressees: Addressees = {
    communities: async () => (await places.communities()).map((one) => one.id),
    async personIdsOfDesk(work, communityId, deskId) {
      const desk = (await places.root(communityId))?.desks.find((one) => one.id === deskId)
      return desk ? await people.peopleOfDesk(work, { communityId, deskId, kind: desk.kind }) : []
    },
    waysTo: async (work, personIds) => await people.waysTo(work, personIds),
    voicesOf: tracking.voicesToTell,
    voice: tracking.voiceToTell,
    async recipientNames(work, personIds) {
      const names = await people.namesOf(work, personIds)
      return new Map([...names].map(([id, { name }]) => [id, maskName(name)]))
    },
  }
  let jobs: Jobs | null = null
  const carried = {
    email: channels.email && resting(channels.email),
    sms: channels.sms && resting(channels.sms),
    webhook: channels.webhook,
  }
  const queueing: Pick<Jobs, 'add'> = {
    async add(task, payload, options) {
      if (!jobs) throw new Error('the queue has not begun')
      await jobs.add(task, payload, options)
    },
  }
  const notify = createNotify(house, addressees, carried, queueing, parts.following.announced)
  jobs = createJobs({
    url: jobsUrl,
    tasks: notify.deliverer.tasks,
    cron: notify.deliverer.cron,
    log: house.log,
    concurrency: 4,
  })
  const queue = jobs
  const duties: readonly Duty[] = [notify.announcer.duty]
  return {
    notify,
    /** For sign-in codes: whoever waits for one tries again by themselves, so no rest is kept. */
    sms: channels.sms,
    duties,
    start: () => queue.start(),
    async stop() {
      await queue.stop()
      // A mail server may be slow to the last; the queue has given back what was not sent by now.
      const closed = Promise.all([channels.email?.close(), channels.sms?.close(), channels.webhook.close()])
      await Promise.race([closed, delay(500, undefined, { ref: false })])
    },
  }
}
