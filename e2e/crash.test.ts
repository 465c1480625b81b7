import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { drill } from './crash/drill.ts'

/** The short version of `npm run drill:crash`. Another day, other moments: the seed says which. */
it('three kills at random moments under four clients: nothing is lost, nothing is done twice', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'silin-crash-'))
  await chmod(folder, 0o755)
  try {
    const seed = process.env.SILIN_DRILL_SEED ?? new Date().toISOString()
    const { violations, errors, acknowledged } = await drill({
      folder,
      kills: 3,
      clients: 4,
      seed,
      work: 2_000,
      aftermath: 5_000,
      progress: () => {},
    })
    expect(violations, `seed ${seed}\n${errors.slice(-5).join('\n')}`).toEqual([])
    expect(acknowledged).toBeGreaterThan(10)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 })
  }
})
