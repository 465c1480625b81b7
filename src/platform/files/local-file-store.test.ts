import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CommunityId, type FileId, newId } from '../ids.ts'
import { fileKey } from './file-key.ts'
import type { FileStore } from './file-store.ts'
import { localFileStore } from './local-file-store.ts'

let outside: string
let root: string
let store: FileStore
const community = newId<CommunityId>()

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'silin-files-'))
  root = join(outside, 'files')
  store = localFileStore(root)
})
afterEach(() => rm(outside, { recursive: true, force: true }))

function newKey(variant = 'full'): string {
  return fileKey(community, newId<FileId>(), variant)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

it('gives back what was put, with its content type', async () => {
  const [full, thumbnail] = [newKey(), newKey('thumbnail')]
  await store.put(full, Buffer.from('large'), 'image/jpeg')
  await store.put(thumbnail, Buffer.alloc(0), 'image/webp')
  expect(await store.get(full)).toEqual({ bytes: Buffer.from('large'), contentType: 'image/jpeg' })
  expect(await store.get(thumbnail)).toEqual({ bytes: Buffer.alloc(0), contentType: 'image/webp' })
})

it('finds everything again after a restart', async () => {
  const key = newKey()
  await store.put(key, Buffer.from('kept'), 'image/jpeg')
  expect((await localFileStore(root).get(key))?.bytes.toString()).toBe('kept')
})

it('knows nothing before the first put, not even its folder', async () => {
  expect(await store.get(newKey())).toBeNull()
  await store.delete(newKey())
  expect(await readdir(outside)).toEqual([])
})

it('deletes what a power cut has left of a put, and nothing of another file', async () => {
  const [key, other] = [newKey(), newKey()]
  await store.put(key, Buffer.from('whole'), 'image/jpeg')
  await store.put(other, Buffer.from('other'), 'image/jpeg')
  const [path = ''] = (await filesBelow(root)).filter((one) => one.includes(key.split('/')[1] ?? ''))
  await writeFile(join(dirname(path), `.${basename(path)}.${newId()}.partial`), 'wh')
  expect(await filesBelow(root)).toHaveLength(3)
  await store.delete(key)
  expect((await filesBelow(root)).map((one) => basename(one))).toEqual([
    expect.stringContaining(other.split('/')[1] ?? ''),
  ])
})

it('puts and deletes again without harm', async () => {
  const key = newKey()
  await store.put(key, Buffer.from('one'), 'image/jpeg')
  await store.put(key, Buffer.from('one'), 'image/jpeg')
  expect(await filesBelow(root)).toHaveLength(1)
  await store.delete(key)
  await store.delete(key)
  expect(await store.get(key)).toBeNull()
  expect(await filesBelow(root)).toEqual([])
})

it('replaces a file by one of another content type', async () => {
  const key = newKey()
  await store.put(key, Buffer.from('old'), 'image/jpeg')
  await store.put(key, Buffer.from('new'), 'image/webp')
  expect(await store.get(key)).toEqual({ bytes: Buffer.from('new'), contentType: 'image/webp' })
  await store.put(key, Buffer.from('newest'), 'image/jpeg')
  expect(await store.get(key)).toEqual({ bytes: Buffer.from('newest'), contentType: 'image/jpeg' })
  expect(await filesBelow(root)).toHaveLength(1)
})

it('keeps one whole file when many put the same key at once', async () => {
  const key = newKey()
  const contents = Array.from({ length: 20 }, (_, number) => Buffer.alloc(200_000, number))
  const types = ['image/jpeg', 'image/webp']
  // A second store on the folder has no turns in common with the first: only the atomic rename protects the readers.
  const other = localFileStore(root)
  const readings: Promise<unknown>[] = []
  await Promise.all(
    contents.map(async (bytes, number) => {
      await store.put(key, bytes, types[number % 2]!)
      readings.push(store.get(key).then((found) => expect(isWhole(found!.bytes)).toBe(true)))
    }),
  )
  await Promise.all(readings)
  expect((await store.get(key))!.bytes.equals(contents.at(-1)!)).toBe(true)

  await Promise.all(contents.map((bytes, number) => (number % 2 ? store : other).put(key, bytes, 'image/jpeg')))
  expect(isWhole((await store.get(key))!.bytes)).toBe(true)
  expect(await filesBelow(root)).toHaveLength(1)
})

function isWhole(bytes: Buffer): boolean {
  return bytes.length === 200_000 && bytes.every((byte) => byte === bytes[0])
}

it('fans the files of one moment out, readable by the server alone', async () => {
  await Promise.all(Array.from({ length: 100 }, () => store.put(newKey(), Buffer.from('x'), 'image/jpeg')))
  const folders = await readdir(join(root, community))
  expect(folders.length).toBeGreaterThan(40)
  const [some] = await filesBelow(root)
  expect((await stat(some!)).mode & 0o777).toBe(0o600)
  expect((await stat(root)).mode & 0o777).toBe(0o700)
})

it('leaves nothing behind when a put fails, and fails aloud', async () => {
  const key = newKey()
  await writeFile(root, 'a file where the folder should be')
  await expect(store.put(key, Buffer.from('x'), 'image/jpeg')).rejects.toThrow(/EEXIST|ENOTDIR/)
  await expect(store.get(key)).rejects.toThrow('ENOTDIR')
  expect((await readdir(outside)).map((name) => basename(name))).toEqual(['files'])
})

it('refuses keys that leave the folder, before it touches the disk', async () => {
  for (const key of [
    `${community}/../../escaped`,
    '../escaped',
    '/etc/passwd',
    `${newKey()}/../full`,
    `${newKey()}\0`,
  ]) {
    await expect(store.put(key, Buffer.from('x'), 'image/jpeg')).rejects.toThrow(TypeError)
    await expect(store.get(key)).rejects.toThrow(TypeError)
    await expect(store.delete(key)).rejects.toThrow(TypeError)
  }
  expect(await readdir(outside)).toEqual([])
})

it('refuses content types that a browser would run', async () => {
  for (const type of ['text/html', 'image/svg+xml', 'toString', '']) {
    await expect(store.put(newKey(), Buffer.from('x'), type)).rejects.toThrow(TypeError)
  }
})
