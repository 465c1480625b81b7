import { expect, it } from 'vitest'
import { atMost } from './at-most.ts'

it('lets the others wait, in order, and goes on after a failure', async () => {
  const inPlace = atMost(2)
  const finished: number[] = []
  let running = 0
  let most = 0

  const works = [1, 2, 3, 4, 5, 6].map((number) =>
    inPlace(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
      finished.push(number)
      if (number === 2) throw new Error('fell over')
      return number
    }),
  )

  const outcomes = await Promise.allSettled(works)
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', ...Array(4).fill('fulfilled')])
  expect(finished).toEqual([1, 2, 3, 4, 5, 6])
  expect(most).toBe(2)
  expect(await inPlace(async () => 'still open')).toBe('still open')
})
