import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Work } from '../database/database.ts'
import type { House } from '../house.ts'
import { communityId } from '../ids.ts'
import type { Jobs, Task } from '../jobs/jobs.ts'
import type { Addressees, Voice, Ways } from './addressees.ts'
import type { ToSend } from './announcer.ts'
import { type Channel, giveUp, type OutgoingMessage, retryLater, type SendResult } from './channels/channel.ts'
import type { WebhookAddress } from './channels/webhook.ts'
import * as store from './notify-store.ts'
import { wordsOf } from './words.ts'

/** The ways out of the house; null: this installation has none of that kind. */
export interface Channels {
  readonly email: Channel<string> | null
  readonly sms: Channel<string> | null
  readonly webhook: Channel<WebhookAddress> | null
}

export interface Deliverer {
  /** Puts deliveries on the queue for their time. What cannot be put there now is found by `lookForLost`. */
  enqueue(deliveries: readonly ToSend[]): Promise<void>
  /** One attempt at one delivery, if it still waits and its time has come. */
  deliver(payload: unknown): Promise<void>
  /** Puts back on the queue what should have been tried a minute ago, such as after a crash. @returns how many */
  lookForLost(): Promise<number>
  /** For `createJobs`. */
  readonly tasks: Readonly<Record<'deliver' | 'look_for_lost_deliveries', Task>>
  readonly cron: readonly { readonly match: string; readonly task: string }[]
}

/** No channel takes longer over one message; whoever holds it longer than this has died. */
const leaseSeconds = 120
/** 30 s, 1 min, 2 min … and every hour from the eighth on: about a day in all. */
const attemptsAtMost = 30
const waitSeconds = (attempts: number) => Math.min(30 * 2 ** (attempts - 1), 3_600)
const lostAfterSeconds = 60
const lostAtOnce = 500
const communitiesAtOnce = 200

const deliverPayload = z.object({ communityId, id: z.uuid() })
const webhookAddress = z.object({
  url: z.string(),
  secret: z.string(),
  format: z.enum(['standard', 'wecom', 'dingtalk']),
})

/** To whom a claimed delivery goes, looked up for this attempt. */
type Found = { readonly way: Ways } | { readonly voice: Voice } | null
type Claim =
  | { readonly delivery: store.DeliveryRow; readonly found: Found }
  | { readonly delivery: null; readonly dueAt: Temporal.Instant | undefined }

/**
 * Sends deliveries. The rows are the truth, the queue only says when to look at them: a row is claimed for one attempt,
 * sent, and its outcome recorded. A crash in between sends it once more, with the same id; after a recorded success
 * nothing does.
 */
export function createDeliverer(
  house: Pick<House, 'database' | 'clock' | 'log' | 'config' | 'catalogues' | 'text' | 'counts'>,
  addressees: Addressees,
  channels: Channels,
  queue: Pick<Jobs, 'add'>,
): Deliverer {
  const { database, clock, log, counts } = house

  async function enqueue(deliveries: readonly ToSend[]): Promise<void> {
    const now = clock.now()
    const added = await Promise.allSettled(
      deliveries.map(({ communityId, id, dueAt }) => {
        const wait = now.until(dueAt)
        // The queue goes by PostgreSQL's clock, the house perhaps by another: only the time between counts.
        const runAt = wait.sign > 0 ? { runAt: Temporal.Now.instant().add(wait) } : {}
        return queue.add('deliver', { communityId, id }, { key: id, ...runAt })
      }),
    )
    const lost = added.find((outcome) => outcome.status === 'rejected')
    if (lost) log.warn({ error: lost.reason as unknown }, 'deliveries are not on the queue; they are found again')
  }

  async function deliver(payload: unknown): Promise<void> {
    const { communityId, id } = deliverPayload.parse(payload)
    const scope = { communities: [communityId] }
    const now = clock.now()
    const until = now.add({ seconds: leaseSeconds })
    const claim = await database.work(scope, async (work): Promise<Claim> => {
      const delivery = await store.claimDelivery(work, communityId, id, now, until)
      if (delivery) return { delivery, found: await find(work, delivery) }
      return { delivery: null, dueAt: await store.dueAtOf(work, communityId, id) }
    })
    if (!claim.delivery) {
      if (claim.dueAt) await enqueue([{ communityId, id, dueAt: claim.dueAt }])
      return
    }
    const { delivery, found } = claim
    const result = await attempt(delivery, found)
    const facts = { delivery: id, channel: delivery.channel, kind: delivery.kind, attempts: delivery.attempts }
    if (result.ok) {
      counts?.add('deliveries', { channel: delivery.channel, outcome: 'sent' })
      await database.work(scope, (work) => store.recordSent(work, { communityId, id }, result.receipt, clock.now()))
      log.debug(facts, 'sent')
      return
    }
    const { attempts } = delivery
    const again = result.retry && attempts < attemptsAtMost ? clock.now().add({ seconds: waitSeconds(attempts) }) : null
    counts?.add('deliveries', { channel: delivery.channel, outcome: again ? 'later' : 'failed' })
    await database.work(scope, (work) => store.recordFailure(work, { communityId, id, attempts }, result.reason, again))
    log.warn({ ...facts, reason: result.reason, again: again?.toString() ?? null }, 'not sent')
    if (again) await enqueue([{ communityId, id, dueAt: again }])
  }

  async function find(work: Work, delivery: store.DeliveryRow): Promise<Found> {
    if (delivery.voice_id) {
      const voice = await addressees.voice(work, delivery.community_id, delivery.voice_id)
      return voice && { voice }
    }
    const [way] = delivery.person_id ? await addressees.waysTo(work, [delivery.person_id]) : []
    return way ? { way } : null
  }

  async function attempt(delivery: store.DeliveryRow, found: Found): Promise<SendResult> {
    if (!found) return giveUp('recipient_gone')
    try {
      return await send(delivery, found)
    } catch (error) {
      // A bug or a setting: repeated like an outage, so that it ends as a failure that the desk can see.
      log.error({ delivery: delivery.id, channel: delivery.channel, error }, 'a delivery could not be tried')
      return retryLater('error')
    }
  }

  async function send(delivery: store.DeliveryRow, found: NonNullable<Found>): Promise<SendResult> {
    const { language } = 'way' in found ? found.way : found.voice
    const words = wordsOf(house, language, delivery.data)
    if (!words) return giveUp('words_missing')
    const message: OutgoingMessage = {
      id: delivery.id,
      subject: words.title,
      text: words.text,
      link: absolute('voice' in found ? found.voice.link : delivery.data.link),
      kind: delivery.kind,
      sentAt: delivery.created_at,
    }
    if ('voice' in found) return await sendText(found.voice.phone, message)
    const choice = found.way.choices.find(({ channel }) => channel === delivery.channel)
    if (!choice) return giveUp('channel_switched_off')
    switch (choice.channel) {
      case 'sms':
        return await sendText(found.way.phone, message)
      case 'email': {
        if (!channels.email) return giveUp('channel_not_configured')
        if (!choice.address) return giveUp('address_missing')
        const framed = house.text(language)('notify.email.text', { text: words.text, link: message.link ?? 'none' })
        return await channels.email.send(choice.address, { ...message, text: framed })
      }
      case 'webhook': {
        if (!channels.webhook) return giveUp('channel_not_configured')
        if (!choice.address) return giveUp('address_missing')
        return await channels.webhook.send(webhookAddress.parse(JSON.parse(choice.address)), message)
      }
    }
  }

  async function sendText(phone: string | null, message: OutgoingMessage): Promise<SendResult> {
    if (!channels.sms) return giveUp('channel_not_configured')
    if (!phone) return giveUp('address_missing')
    return await channels.sms.send(phone, message)
  }

  function absolute(link: string | null): string | null {
    return link?.startsWith('/') ? `${house.config.publicUrl}${link}` : link
  }

  async function lookForLost(): Promise<number> {
    const communities = await addressees.communities()
    const before = clock.now().subtract({ seconds: lostAfterSeconds })
    let found = 0
    for (let start = 0; start < communities.length; start += communitiesAtOnce) {
      const part = communities.slice(start, start + communitiesAtOnce)
      const lost = await database.work({ communities: part }, (work) =>
        store.overdueDeliveries(work, part, before, lostAtOnce),
      )
      if (lost.length > 0) await enqueue(lost)
      found += lost.length
    }
    if (found > 0) log.info({ found }, 'deliveries that were overdue are on the queue again')
    return found
  }

  return {
    enqueue,
    deliver,
    lookForLost,
    tasks: {
      deliver,
      async look_for_lost_deliveries() {
        await lookForLost()
      },
    },
    cron: [{ match: '* * * * *', task: 'look_for_lost_deliveries' }],
  }
}
