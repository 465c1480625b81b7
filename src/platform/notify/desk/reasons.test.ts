import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import en from '../messages/desk.en.json' with { type: 'json' }
import zh from '../messages/desk.zh-CN.json' with { type: 'json' }
import { skippedBecause } from '../model.ts'
import { reasonWords } from './reasons.ts'

/** Every reason that the code gives, read from where it gives it. */
const given = new Set<string>(skippedBecause)
for (const path of globSync('src/platform/notify/**/*.ts').filter((one) => !/\.test\.ts$|testing/.test(one))) {
  const code = readFileSync(path, 'utf8')
  for (const [, reason = ''] of code.matchAll(/(?:giveUp|retryLater)\((?:[^()']*\? )?'(\w+)'/g)) given.add(reason)
  for (const [, reason = ''] of code.matchAll(/\? '(\w+)' : '\w+'\)/g)) given.add(reason)
  for (const [, reason = ''] of code.matchAll(/\? '\w+' : '(\w+)'\)/g)) given.add(reason)
}
const network = readFileSync('src/platform/notify/channels/network-reason.ts', 'utf8')
for (const [, reason = ''] of network.matchAll(/(?:: |return |\?\? )'(\w+)'/g)) given.add(reason)
for (const reason of ['smtp_550', 'http_503', 'wecom_93000', 'dingtalk_-1']) given.add(reason)

it('finds the reasons', () => {
  expect(given.size).toBeGreaterThan(20)
  for (const known of ['recipient_gone', 'message_refused', 'dns', 'tls', 'malformed']) expect(given).toContain(known)
})

it.each([...given])('%s has words in both languages', (reason) => {
  const { key } = reasonWords(reason)
  expect(Object.keys(zh)).toContain(key)
  expect(Object.keys(en)).toContain(key)
})

it('keeps the other side’s number beside the words', () => {
  expect(reasonWords('smtp_550')).toEqual({ key: 'notify.desk.reason.smtp', code: '550' })
  expect(reasonWords('timeout')).toEqual({ key: 'notify.desk.reason.timeout', code: 'timeout' })
})
