import { createHmac } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { giveUp, type OutgoingMessage, retryLater, type SendResult, sent } from './channel.ts'
import { readJson, valueAt } from './json.ts'
import { chatText } from './message-text.ts'

/** `text.content` may have 2048 bytes (企业微信 群机器人, developer.work.weixin.qq.com/document/path/91770). */
const WECOM_BYTES = 2048

/** A message may have 20,000 bytes with its JSON around it (钉钉 自定义机器人); half of it leaves room for escapes. */
const DINGTALK_BYTES = 10_000

/** 系统繁忙, 接口调用超过限制, 并发调用超过限制. */
const WECOM_BUSY = new Set([-1, 45009, 45033])

/** 系统繁忙, and three names of 发送速度太快. A robot may say twenty things a minute. */
const DINGTALK_BUSY = new Set([-1, 90030, 130101, 410100])

/** The body for a 企业微信 group robot. `<@…>` would call people by name or all at once, so it is defused. */
export function wecomBody(message: OutgoingMessage): string {
  const defused = { ...message, subject: defuse(message.subject), text: defuse(message.text) }
  const content = chatText(defused, WECOM_BYTES)
  return JSON.stringify({ msgtype: 'text', text: { content } })
}

function defuse(text: string): string {
  return text.replaceAll('<@', '< @')
}

/** The body for a 钉钉 custom robot. */
export function dingtalkBody(message: OutgoingMessage): string {
  const content = chatText(message, DINGTALK_BYTES)
  return JSON.stringify({ msgtype: 'text', text: { content }, at: { isAtAll: false } })
}

/**
 * The robot's url with `timestamp` (milliseconds) and `sign` (钉钉 加签: base64 of HMAC-SHA256, keyed by the secret, over
 * timestamp, line feed, secret). An empty secret means a robot that is kept by keyword or address instead.
 */
export function dingtalkUrl(url: string, secret: string, now: Temporal.Instant): string {
  if (secret === '' || !URL.canParse(url)) return url
  const timestamp = String(now.epochMilliseconds)
  const signed = new URL(url)
  signed.searchParams.set('timestamp', timestamp)
  signed.searchParams.set('sign', createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'))
  return signed.href
}

/**
 * Robots answer 200 whatever happened and tell the truth in `errcode`. Reasons are `wecom_93000` and the like.
 * An answer without it did not come from the robot (a gateway's page, a proxy), so the message waits.
 */
export function robotResult(robot: 'wecom' | 'dingtalk', body: string | null): SendResult {
  const code = valueAt(readJson(body), '/errcode')
  if (typeof code !== 'number' || !Number.isInteger(code)) return retryLater('answer_unreadable')
  if (code === 0) return sent(null)
  const busy = robot === 'wecom' ? WECOM_BUSY : DINGTALK_BUSY
  const reason = `${robot}_${code}`
  return busy.has(code) ? retryLater(reason) : giveUp(reason)
}
