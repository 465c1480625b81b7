import { expect, it } from 'vitest'
import { weights } from '../bench/weights.ts'

it('lets nobody wait for more of an app than was promised', async () => {
  const tooMuch = (await weights()).filter(({ isOk }) => !isOk).map((one) => `${one.what}: ${one.value}, ${one.bound}`)
  expect(tooMuch).toEqual([])
})
