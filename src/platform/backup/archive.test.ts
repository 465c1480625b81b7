import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readArchive } from './archive-reader.ts'
import { writeArchive } from './archive-writer.ts'
import type { BackupManifest } from './manifest.ts'
import { fileListName, fileName, headName, manifestName, partName } from './names.ts'
import { sha256Of, tableSums } from './sums.ts'
import { walk } from './walk.ts'
import { writeWhole } from './whole-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silin-archive-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const passphrase = 'four neighbours and a lamp'
const head = {
  id: '019aa000-0000-7000-8000-000000000001',
  madeAt: '2026-11-24T06:05:00.000Z',
  silin: '0.1.0',
  postgres: '18.0',
  migrations: [{ name: '0001-ground.sql', checksum: 'a'.repeat(64) }],
  fingerprint: null,
}
const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const key = '019aa000-0000-7000-8000-000000000002/019aa000-0000-7000-8000-000000000003/full'

/** A small backup by hand: two tables, one of them in two parts, and a photo. */
function membersOfSmall(): [string, Buffer][] {
  const parts = [randomBytes(3_000).toString('hex'), 'x'].map((text) => Buffer.from(`${text}\n`))
  const sums = tableSums()
  for (const part of parts) sums.add(part)
  const photo = randomBytes(2_000)
  const list = json([{ name: fileName(key, 'image/webp'), bytes: photo.length, sha256: sha256Of(photo) }])
  const manifest: BackupManifest = {
    tables: [
      { name: 'empty', columns: ['a'], ...tableSums().end() },
      { name: 'people', columns: ['a'], ...sums.end() },
    ],
    sequences: [],
    files: { count: 1, bytes: photo.length, sha256: createHash('sha256').update(list).digest('hex'), missing: 0 },
    secret: false,
  }
  return [
    [headName, json(head)],
    ...parts.map((part, index): [string, Buffer] => [partName('people', index + 1), part]),
    [fileName(key, 'image/webp'), photo],
    [fileListName(1), list],
    [manifestName, json(manifest)],
  ]
}

async function write(name: string, members: [string, Buffer][], key: string | null = null): Promise<string> {
  const path = join(folder, name)
  await writeWhole(path, async (sink) => {
    const archive = writeArchive(sink, { passphrase: key, workFactor: 4 })
    for (const [member, bytes] of members) await archive.add(member, bytes)
    await archive.end()
  })
  return path
}
const refused = (words: RegExp) =>
  expect.objectContaining({ name: 'BackupError', message: expect.stringMatching(words) })
const isRefused = (path: string, key: string | null) =>
  walk(path, { passphrase: key }).then(
    () => false,
    (error: Error) => error.name === 'BackupError' && /^[^\n]+: [^\n]+$/.test(error.message),
  )

describe('a backup file', () => {
  it('comes back as it was written, in the clear and encrypted', async () => {
    const members = membersOfSmall()
    for (const given of [null, passphrase]) {
      const path = await write('whole', members, given)
      const read: [string, string][] = []
      for await (const member of readArchive(path, { passphrase: given })) {
        const chunks: Buffer[] = []
        for await (const chunk of member.body) chunks.push(chunk)
        read.push([member.name, Buffer.concat(chunks).toString('base64')])
      }
      expect(read).toEqual(members.map(([name, bytes]) => [name, bytes.toString('base64')]))
      const contents = await walk(path, { passphrase: given })
      expect(contents.head).toEqual(head)
      expect(contents.manifest.tables.map(({ name, rows }) => [name, rows])).toEqual([
        ['empty', 0],
        ['people', 2],
      ])
    }
  })

  it('says nothing of its contents to whoever has no passphrase', async () => {
    const path = await write('sealed', membersOfSmall(), passphrase)
    const bytes = await readFile(path)
    for (const word of ['people', 'manifest', 'silin']) expect(bytes.includes(word)).toBe(false)
    await expect(walk(path, { passphrase: null })).rejects.toEqual(refused(/is encrypted; its passphrase is needed/))
    await expect(walk(path, { passphrase: 'another one, as long' })).rejects.toEqual(refused(/passphrase is wrong/))
  })

  it('is opened by zstd and tar alone, should Silin be gone', async (context) => {
    const path = await write('plain', membersOfSmall())
    const listed = spawnSync('sh', ['-c', `zstd -dc < '${path}' | tar -t`], { encoding: 'utf8' })
    if (/not found/.test(listed.stderr)) return context.skip()
    expect(listed.stdout.trim().split('\n')).toEqual(membersOfSmall().map(([name]) => name))
  })

  it.each([['in the clear', null] as const, ['encrypted', passphrase] as const])(
    'with any one bit turned, or cut off anywhere, is refused in one sentence (%s)',
    async (name, given) => {
      const path = await write(`good ${name}`, membersOfSmall(), given)
      const bytes = await readFile(path)
      const bad = join(folder, `bad ${name}`)
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
          const turned = Buffer.from(bytes)
          turned[at] = (turned[at] ?? 0) ^ (1 << bit)
          await writeFile(bad, turned)
          expect(await isRefused(bad, given)).toBe(true)
          await writeFile(bad, bytes.subarray(0, at))
          expect(await isRefused(bad, given)).toBe(true)
        }),
        {
          numRuns: 300,
          // The two frames, and where they meet what they frame.
          examples: [0, 4, 8, 24, 25, bytes.length - 41, bytes.length - 40, bytes.length - 1].map((at) => [at, 0]),
        },
      )
      await writeFile(bad, Buffer.concat([bytes, Buffer.of(0)]))
      expect(await isRefused(bad, given)).toBe(true)
    },
    60_000,
  )

  it('in the clear has no bit at all that may be turned', async () => {
    const path = await write('tiny', membersOfSmall())
    const bytes = await readFile(path)
    const bad = join(folder, 'bad tiny')
    // Every bit of the beginning and of the end, where formats keep what nobody looks at.
    const offsets = [...Array(80).keys(), ...[...Array(64).keys()].map((n) => bytes.length - 1 - n)]
    for (const at of offsets)
      for (const bit of [0, 3, 7]) {
        const turned = Buffer.from(bytes)
        turned[at] = (turned[at] ?? 0) ^ (1 << bit)
        await writeFile(bad, turned)
        expect(await isRefused(bad, null), `${at}.${bit}`).toBe(true)
      }
  }, 60_000)

  it('of a newer format, or of another kind, is refused by name', async () => {
    const path = await write('newer', membersOfSmall())
    const bytes = await readFile(path)
    await writeFile(path, Buffer.concat([bytes.subarray(0, 8), Buffer.from('silin-backup 002\n'), bytes.subarray(25)]))
    await expect(walk(path, { passphrase: null })).rejects.toEqual(refused(/newer Silin \(format 2\)/))
    for (const other of [Buffer.alloc(0), Buffer.from('PK'), randomBytes(5_000)]) {
      await writeFile(path, other)
      await expect(walk(path, { passphrase: null })).rejects.toEqual(refused(/is no backup of Silin/))
    }
    await expect(walk(join(folder, 'nowhere'), { passphrase: null })).rejects.toEqual(refused(/no such file/))
  })

  it('whose members lack, repeat, exchange or contradict one another is refused, however well it is packed', async () => {
    const members = membersOfSmall()
    const without = (index: number) => members.filter((_, at) => at !== index)
    const changed = (index: number, bytes: Buffer) =>
      members.map((member, at): [string, Buffer] => (at === index ? [member[0], bytes] : member))
    const renamed = (index: number, name: string) =>
      members.map((member, at): [string, Buffer] => (at === index ? [name, member[1]] : member))
    const wrong: Record<string, [string, Buffer][]> = {
      'no member': [],
      ...Object.fromEntries(members.map(([name], index) => [`without ${name}`, without(index)])),
      'a part twice': [...members.slice(0, 2), ...members.slice(1)],
      'parts exchanged': [0, 2, 1, 3, 4, 5].map((at) => members[at] as [string, Buffer]),
      'a row more': changed(2, Buffer.from('x\ny\n')),
      'another photo': changed(3, randomBytes(2_000)),
      'a way out of the folder': renamed(3, 'files/../../../etc/passwd.png'),
      'a strange name': renamed(3, 'files/x.exe'),
      'no manifest but text': changed(5, Buffer.from('{}')),
      'something after the end': [...members, ['secret', Buffer.from('x')]],
    }
    for (const [name, given] of Object.entries(wrong)) {
      const path = await write('wrong', given)
      expect(await isRefused(path, null), name).toBe(true)
    }
    expect(await isRefused(await write('right', members), null)).toBe(false)
  })
})

describe('writing', () => {
  it('that fails leaves the older file as it was, and nothing else', async () => {
    const path = join(folder, 'kept')
    await writeFile(path, 'the older one')
    const failing = writeWhole(path, async (sink) => {
      sink.write('half of the new one')
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await readFile(path, 'utf8')).toBe('the older one')
    await expect(readFile(`${path}.partial`)).rejects.toThrow(/ENOENT/)
  })

  it('by two at once to one file leaves a whole one, and one of them is told', async () => {
    const path = join(folder, 'both')
    const one = async (text: string, pause: number) =>
      await writeWhole(path, async (sink) => {
        const archive = writeArchive(sink, { passphrase: null })
        for (const [name, bytes] of membersOfSmall()) await archive.add(name, bytes)
        await new Promise((resolve) => setTimeout(resolve, pause))
        await archive.end()
      }).then(
        () => text,
        (error: Error) => error.message,
      )
    for (const later of [0, 50]) {
      const first = one('first', 200)
      await new Promise((resolve) => setTimeout(resolve, later))
      const told = (await Promise.all([first, one('second', 200)])).toSorted()
      expect(told).toEqual([
        expect.stringMatching(/another backup is being written/),
        expect.stringMatching(/^(first|second)$/),
      ])
    }
    expect(await isRefused(path, null)).toBe(false)
  })

  it('into a folder that is not there is said in one sentence', async () => {
    await expect(writeWhole(join(folder, 'no', 'where'), async () => {})).rejects.toEqual(refused(/no such file/))
  })
})
