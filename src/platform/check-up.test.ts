import { describe, expect, it } from 'vitest'
import { type Check, createCheckUp, sayFinding, worstOf } from './check-up.ts'
import { settableClock } from './clock/clock.ts'
import { textIn } from './i18n/text.ts'
import { createLog } from './log/log.ts'

const house = { clock: settableClock('2026-11-24T14:05:00+08:00'), log: createLog('silent') }
const good: Check = { name: 'lamp', run: async () => ({ level: 'good', key: 'lit' }) }
const broken: Check = {
  name: 'stair',
  async run() {
    throw new Error('nobody must read this')
  },
}
const words = {
  lamp: 'Lamp',
  'lamp.lit': 'It is lit',
  stair: 'Stair',
  'check_up.failed': 'It could not be looked at',
  'check_up.failed.to_do': 'Read the log',
}
const text = textIn('en', { en: words, 'zh-CN': {} })

describe('a check-up', () => {
  it('goes on when one look fails, and says so in words of its own', async () => {
    const checkUp = createCheckUp(house)
    checkUp.add([broken, good])
    const { at, findings } = await checkUp.run()
    expect(at).toBe('2026-11-24T06:05:00Z')
    expect(findings.map((one) => sayFinding(one, text))).toEqual([
      { title: 'Stair', found: 'It could not be looked at', toDo: 'Read the log' },
      { title: 'Lamp', found: 'It is lit', toDo: null },
    ])
    expect(JSON.stringify(findings)).not.toContain('nobody must read')
    expect(worstOf(findings)).toBe('bad')
  })

  it('is one for all who ask while it goes on, and is remembered', async () => {
    let looks = 0
    const checkUp = createCheckUp(house)
    checkUp.add([
      {
        name: 'lamp',
        async run() {
          looks += 1
          return { level: 'good', key: 'lit' }
        },
      },
    ])
    expect(checkUp.latest()).toBe(null)
    const both = await Promise.all([checkUp.run(), checkUp.run()])
    expect([looks, both[0] === both[1]]).toEqual([1, true])
    expect(checkUp.latest()).toBe(both[0])
    await checkUp.run()
    expect(looks).toBe(2)
  })

  it('proves the data with those looks alone that do', async () => {
    const checkUp = createCheckUp(house)
    checkUp.add([broken, { ...good, provesData: true }])
    expect(await checkUp.prove()).toEqual([{ name: 'lamp', level: 'good', key: 'lit' }])
  })

  it('is as good as the worst that it found', () => {
    const levels = (...found: ('good' | 'warn' | 'bad')[]) => worstOf(found.map((level) => ({ level, key: 'x' })))
    expect([levels(), levels('good'), levels('warn', 'good'), levels('good', 'bad', 'warn')]).toEqual([
      'good',
      'good',
      'warn',
      'bad',
    ])
  })
})
