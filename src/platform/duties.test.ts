import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Duty } from './capability.ts'
import { startDuties } from './duties.ts'
import { createLog } from './log/log.ts'
import { createWake } from './wake.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/** Starts one duty and counts its runs. */
function start(run: (n: number) => Promise<boolean>, every = 60_000) {
  const lines: string[] = []
  const wake = createWake(null, 10)
  const seen = { runs: 0, at: [] as number[], atOnce: 0, mostAtOnce: 0 }
  const begun = Date.now()
  const duty: Duty = {
    name: 'sweeper',
    wakes: ['deadlines', 'posts'],
    every,
    async run() {
      seen.runs += 1
      seen.at.push(Date.now() - begun)
      seen.atOnce += 1
      seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce)
      try {
        return await run(seen.runs)
      } finally {
        seen.atOnce -= 1
      }
    },
  }
  const duties = startDuties(
    [duty],
    wake,
    createLog('info', (line) => lines.push(line)),
  )
  return { seen, wake, duties, lines }
}

describe('a duty', () => {
  it('runs at the start and then every so often', async () => {
    const { seen, duties } = start(async () => false, 1_000)
    await vi.advanceTimersByTimeAsync(3_500)
    expect(seen.at).toEqual([0, 1_000, 2_000, 3_000])
    await duties.stop()
  })
  it('runs again at once while there is more', async () => {
    const { seen, duties } = start(async (n) => n < 5)
    await vi.advanceTimersByTimeAsync(1)
    expect(seen.at).toEqual([0, 0, 0, 0, 0])
    await duties.stop()
  })
  it('is woken at once, by each kind that it waits for and by no other', async () => {
    const { seen, wake, duties } = start(async () => false)
    await vi.advanceTimersByTimeAsync(1_000)
    wake.up('deadlines')
    await vi.advanceTimersByTimeAsync(1_000)
    wake.up('posts')
    await vi.advanceTimersByTimeAsync(1_000)
    wake.up('announcements')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(seen.at).toEqual([0, 1_010, 2_010])
    await duties.stop()
  })
  it('is one run at a time; woken meanwhile, however often, it looks once more', async () => {
    const { seen, wake, duties } = start(async () => {
      await wait(500)
      return false
    })
    await vi.advanceTimersByTimeAsync(100)
    for (let n = 0; n < 5; n++) {
      wake.up('deadlines')
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(seen.runs).toBe(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(seen.runs).toBe(2)
    expect(seen.at[1]).toBeLessThan(510)
    expect(seen.mostAtOnce).toBe(1)
    await duties.stop()
  })
  it('after a failure looks again later and later, at most half a minute, and says so without persons', async () => {
    const { seen, duties, lines } = start(async (n) => {
      if (n <= 8) throw new Error('no answer for 13800138000')
      return false
    })
    await vi.advanceTimersByTimeAsync(100_000)
    const waits = seen.at.slice(1).map((at, index) => at - (seen.at[index] ?? 0))
    expect(waits.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].slice(0, waits.length))
    expect(lines).toHaveLength(seen.runs)
    expect(lines[1]).toMatch(/"duty":"sweeper","failures":2/)
    expect(lines.join('')).not.toContain('13800138000')
    await duties.stop()
  })
  it('is as quick as ever once it has worked again', async () => {
    const { seen, duties } = start(async (n) => {
      if (n === 1 || n === 3) throw new Error('away')
      return false
    }, 5_000)
    await vi.advanceTimersByTimeAsync(8_000)
    expect(seen.at).toEqual([0, 1_000, 6_000, 7_000])
    await duties.stop()
  })
  it('woken while it fails still waits: an outage is not hammered on', async () => {
    const { seen, wake, duties } = start(async () => {
      await wait(100)
      throw new Error('away')
    })
    await vi.advanceTimersByTimeAsync(50)
    wake.up('deadlines')
    await vi.advanceTimersByTimeAsync(900)
    expect(seen.runs).toBe(1)
    await duties.stop()
  })
  it('that fails does not hold up another', async () => {
    const wake = createWake(null)
    const ran = vi.fn()
    const duties = startDuties(
      [
        { name: 'a', wakes: [], every: 100, run: () => Promise.reject(new Error('away')) },
        {
          name: 'b',
          wakes: [],
          every: 100,
          async run() {
            ran()
            return false
          },
        },
      ],
      wake,
      createLog('silent'),
    )
    await vi.advanceTimersByTimeAsync(450)
    expect(ran).toHaveBeenCalledTimes(5)
    await duties.stop()
  })
})

describe('stopping', () => {
  it('waits for the run that is under way, and starts no other', async () => {
    let ended = false
    const { seen, wake, duties } = start(async () => {
      await wait(500)
      ended = true
      return true
    })
    await vi.advanceTimersByTimeAsync(100)
    wake.up('deadlines')
    const stopped = duties.stop().then(() => ended)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await stopped).toBe(true)
    expect(seen.runs).toBe(1)
    wake.up('deadlines')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(seen.runs).toBe(1)
  })
  it('waits for a run that fails, too, and is done at once when nothing runs', async () => {
    const { seen, duties } = start(async () => {
      await wait(500)
      throw new Error('away')
    })
    await vi.advanceTimersByTimeAsync(100)
    const stopped = duties.stop()
    await vi.advanceTimersByTimeAsync(500)
    await stopped
    await duties.stop()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(seen.runs).toBe(1)
  })
})
