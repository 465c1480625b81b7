import type { CodeCarrier } from '../../capabilities/people/index.ts'
import type { House } from '../../platform/house.ts'
import { newId } from '../../platform/ids.ts'
import type { Channel } from '../../platform/notify/channels/channel.ts'

/** Codes of the last minutes, for the demo's own page: a demo has no SMS gateway. Never used in production. */
export function demoCarrier(
  house: Pick<House, 'clock'>,
): CodeCarrier & { recent(): readonly { phone: string; code: string; at: string }[] } {
  const codes: { phone: string; code: string; at: string }[] = []
  return {
    async send(phone, code) {
      codes.unshift({ phone: phone.replace(/^\+86/, ''), code, at: house.clock.now().toString() })
      codes.length = Math.min(codes.length, 20)
    },
    recent: () => codes,
  }
}

/** Codes by SMS. Without a gateway nobody can sign in by phone, and the log says so each time. */
export function smsCarrier(house: House, sms: Channel<string> | null): CodeCarrier {
  return {
    async send(phone, code) {
      if (!sms) {
        house.log.warn({ setting: 'SILIN_SMS' }, 'a sign-in code was asked for, but no SMS gateway is set')
        return
      }
      const text = house.text('zh-CN')
      const sent = await sms.send(phone, {
        id: newId<string>(),
        kind: 'people.code',
        subject: text('people.code.title'),
        text: text('people.code.text', { code, minutes: 5 }),
        link: null,
        sentAt: house.clock.now(),
      })
      if (!sent.ok) house.log.warn({ reason: sent.reason }, 'a sign-in code could not be sent')
    },
  }
}
