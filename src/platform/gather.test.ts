import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { patienceHere, patienceOf, withPatience } from './database/patience.ts'
import { gather } from './gather.ts'

it('answers who asks first at once, and all who ask meanwhile together, in the order of asking', async () => {
  const rounds: number[][] = []
  const twice = gather(async (asks: readonly number[]) => {
    rounds.push([...asks])
    await delay(5)
    return asks.map((ask) => ask * 2)
  })
  expect(await Promise.all([1, 2, 3, 4].map(twice))).toEqual([2, 4, 6, 8])
  expect(rounds).toEqual([[1], [2, 3, 4]])
})

it('keeps to how many are answered together, and how many ways there are at once', async () => {
  let [underWay, most] = [0, 0]
  const rounds: number[] = []
  const ask = gather(
    async (asks: readonly number[]) => {
      rounds.push(asks.length)
      underWay += 1
      most = Math.max(most, underWay)
      await delay(5)
      underWay -= 1
      return asks
    },
    { atOnce: 2, most: 3 },
  )
  await Promise.all(Array.from({ length: 9 }, (_, index) => ask(index)))
  expect(most).toBe(2)
  expect(Math.max(...rounds)).toBe(3)
  expect(rounds.reduce((sum, one) => sum + one, 0)).toBe(9)
})

it('fails with all who were in it, and not with the next', async () => {
  let isBroken = true
  const ask = gather(async (asks: readonly string[]) => {
    await delay(1)
    if (isBroken) throw new Error('away')
    return asks
  })
  const [first, second] = await Promise.allSettled([ask('a'), ask('b')])
  expect([first.status, second.status]).toEqual(['rejected', 'rejected'])
  isBroken = false
  expect(await ask('c')).toBe('c')
})

it('is on nobody’s patience; each waits as long as their own lasts', async () => {
  const patiences: unknown[] = []
  const ask = gather(async (asks: readonly string[]) => {
    patiences.push(patienceHere())
    await delay(60)
    return asks
  })
  const hasty = withPatience(patienceOf(10), () => ask('a'))
  const patient = withPatience(patienceOf(5_000), () => ask('b'))
  await expect(hasty).rejects.toThrow('the database is away')
  expect(await patient).toBe('b')
  expect(patiences).toEqual([null, null])
})
