import { openMachine } from '../e2e/crash/machine.ts'
import { type Figure, round } from './figure.ts'

/** From the start of the built server on a folder that has its database, to its first answer. The best of three. */
export async function coldStart(folder: string): Promise<Figure> {
  const times: number[] = []
  // Whatever the first start makes is there when it counts.
  const before = await openMachine(folder, { SILIN_LOG: 'error' })
  before.start()
  if ((await before.ready('first')) === null) throw new Error(`it did not start: ${before.lines.join('\n')}`)
  await before.stop()
  for (let turn = 0; turn < 3; turn++) {
    const machine = await openMachine(folder, { SILIN_LOG: 'error' })
    const began = performance.now()
    machine.start()
    if ((await machine.ready('later')) === null) throw new Error(`it did not start: ${machine.lines.join('\n')}`)
    times.push(performance.now() - began)
    await machine.stop()
  }
  const milliseconds = Math.min(...times)
  return {
    what: 'cold start, built',
    value: `${round(milliseconds / 1_000)} s`,
    bound: '≤ 3 s',
    isOk: milliseconds <= 3_000,
    numbers: Object.fromEntries(times.map((time, index) => [`start ${index + 1}`, time])),
  }
}
