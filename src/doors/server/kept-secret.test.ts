import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ConfigError } from '../../platform/config/config-error.ts'
import { keptSecret } from './kept-secret.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silin-secret-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('is made once, whole, for its owner alone, and nothing else is left', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => keptSecret(folder)))
  expect(new Set(all).size).toBe(1)
  expect(await readFile(join(folder, 'secret'), 'utf8')).toBe(`${all[0]}\n`)
  expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['secret'])
})

it.each(['', '\n', 'cut-o'])('that a power cut has left as %j is never sealed with', async (left) => {
  await writeFile(join(folder, 'secret'), left)
  await expect(keptSecret(folder)).rejects.toThrow(ConfigError)
  expect(await readFile(join(folder, 'secret'), 'utf8')).toBe(left)
})

it('that cannot be written or read says so', async () => {
  await expect(keptSecret(join(folder, 'not there'))).rejects.toThrow(/ENOENT/)
  await rm(folder, { recursive: true })
  await writeFile(folder, '')
  await expect(keptSecret(folder)).rejects.toThrow(/ENOTDIR/)
})
