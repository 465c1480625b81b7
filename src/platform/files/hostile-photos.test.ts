import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maximumPhotoBytes } from './photo.ts'
import * as hostile from './testing/hostile-photos.ts'

/** Kilobytes of memory that can be written to: Node and its libraries begin with half of it (RLIMIT_DATA). */
const mostData = 1_500_000
/** Milliseconds after which the process is killed, and megabytes that it may ever have had. */
const [longest, most] = [20_000, 400]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silin-hostile-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Told {
  readonly outcome: string
  readonly width?: number
  readonly height?: number
  readonly full?: string
  readonly milliseconds: number
  readonly megabytes: number
}

/** Prepares a photo in a process of its own that may have so much memory and time, and is killed beyond. */
async function inProcess(bytes: Buffer): Promise<Told> {
  const file = join(folder, `${crypto.randomUUID()}.bin`)
  await writeFile(file, bytes)
  const script = resolve('src/platform/files/testing/one-photo.ts')
  return await new Promise((done, failed) => {
    const limited = `ulimit -d ${mostData}; exec "$0" --max-old-space-size=200 "$1" "$2"`
    execFile(
      'sh',
      ['-c', limited, process.execPath, script, file],
      { timeout: longest, killSignal: 'SIGKILL', maxBuffer: 20_000_000 },
      (error, out, words) => (error ? failed(new Error(`${error.message}\n${words}`)) : done(JSON.parse(out) as Told)),
    )
  })
}

type Case = readonly [name: string, made: () => Buffer | Promise<Buffer>, outcomes: readonly string[]]
const cases: readonly Case[] = [
  ['a pixel bomb of 900 megapixels', () => hostile.pixelBomb(30_000, 30_000), ['too_many_pixels']],
  ['a pixel bomb of 4 thousand million by 1', () => hostile.pixelBomb(2_000_000_000, 1), ['too_many_pixels', 'broken']],
  ['a picture of exactly as many pixels as are taken', () => hostile.pixelBomb(10_000, 5_000), ['taken']],
  ['the same in 16 bits', () => hostile.pixelBomb(8_000, 6_000, 16), ['taken']],
  ['a GIF that is also an archive', hostile.gifAndArchive, ['not_an_image']],
  ['a JPEG that is also an archive', hostile.jpegAndArchive, ['not_an_image']],
  ['a JPEG that is also a page', hostile.jpegAndPage, ['not_an_image']],
  ['a JPEG with a page behind its end', hostile.jpegWithLatePage, ['taken']],
  ['an SVG with a script and entities that multiply', hostile.svg, ['not_an_image']],
  ['a GIF of 10,000 frames', () => hostile.gifOfFrames(10_000), ['taken', 'broken']],
  ['a GIF of 10,000 frames as large as a wall', () => hostile.gifOfFrames(10_000, 7_000, 7_000), ['taken', 'broken']],
  ['an animated PNG of 10,000 frames', () => hostile.apngOfFrames(10_000), ['taken']],
  ['an animated WebP of 10,000 frames', () => hostile.webpOfFrames(10_000), ['taken']],
  ['a JPEG that breaks off', () => hostile.truncated('jpeg', 0.4), ['broken']],
  ['a PNG that breaks off', () => hostile.truncated('png', 0.4), ['broken']],
  ['a WebP that breaks off', () => hostile.truncated('webp', 0.4), ['broken']],
  ['a GIF that breaks off', () => hostile.truncated('gif', 0.4), ['broken']],
  ['a CMYK picture', hostile.cmyk, ['taken']],
  ['a picture of 16 bits', hostile.deep, ['taken']],
  ['a colour profile of 400 MB, compressed', () => hostile.profileBomb(400), ['taken', 'broken']],
  ['a colour profile of 9 MB in pieces', hostile.profileInPieces, ['taken', 'broken']],
  ['a comment of 400 MB, compressed', () => hostile.textBomb(400), ['taken', 'broken']],
  ['EXIF that names itself and claims thousands of millions of values', hostile.exifBomb, ['taken', 'broken']],
]

describe('a picture that is made to harm', () => {
  it.each(cases)('%s: ends in time and in little memory', { timeout: 60_000 }, async (_, made, outcomes) => {
    const bytes = await made()
    // What is larger never comes so far.
    expect(bytes.length).toBeLessThanOrEqual(maximumPhotoBytes)
    const told = await inProcess(bytes)
    expect(outcomes).toContain(told.outcome)
    expect(told.milliseconds).toBeLessThan(longest / 2)
    expect(told.megabytes).toBeLessThan(most)
    if (told.outcome !== 'taken') return
    // Nothing of the sender's bytes is left: a fresh JPEG, small, without any segment but its own.
    const full = Buffer.from(told.full ?? '', 'base64')
    expect(full.subarray(0, 3).toString('latin1')).toBe('\xff\xd8\xff')
    expect(Math.max(told.width ?? 0, told.height ?? 0)).toBeLessThanOrEqual(1_600)
    for (const trace of ['<script', '<html', 'PK\x03\x04', 'ICC_PROFILE', 'Exif', 'Comment'])
      expect(full.includes(trace), trace).toBe(false)
  })

  it('is stopped by the limits themselves, should the code ever not: they are not for show', async () => {
    const script = join(folder, 'greedy.ts')
    await writeFile(script, 'const kept = []\nfor (;;) kept.push(new Uint8Array(64_000_000))\n')
    const greedy = new Promise<unknown>((done) => {
      execFile(
        'sh',
        ['-c', `ulimit -d ${mostData}; exec "$0" "$1"`, process.execPath, script],
        { timeout: longest, killSignal: 'SIGKILL' },
        (error) => done(error),
      )
    })
    expect(await greedy).not.toBeNull()
  }, 60_000)
})
