import dns from 'node:dns'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CommunityId, type FileId, newId } from '../ids.ts'
import { fileKey } from './file-key.ts'
import { bucketAddress } from './s3-address.ts'
import { S3Failure } from './s3-failure.ts'
import { s3FileStore } from './s3-file-store.ts'
import type { S3Settings } from './s3-request.ts'
import { s3Server } from './s3-server-for-tests.ts'

const keys = { accessKey: 'SILIN', secretKey: 'a secret of forty characters, or so/+=' }
const key = fileKey(newId<CommunityId>(), newId<FileId>(), 'full')
const photo = Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2, 3])
const unavailable = { status: 503, code: 'SlowDown' }
let server: Awaited<ReturnType<typeof s3Server>>

beforeEach(async () => {
  server = await s3Server(keys)
})
afterEach(() => server.close())

function newStore(settings: Partial<S3Settings> = {}) {
  return s3FileStore({
    endpoint: server.endpoint,
    bucket: 'silin-photos',
    region: 'cn-hangzhou',
    ...keys,
    backOffMs: 1,
    ...settings,
  })
}

async function failureOf(call: Promise<unknown>): Promise<S3Failure> {
  const failure = await call.catch((reason: unknown) => reason)
  if (!(failure instanceof S3Failure)) throw new Error('expected a failure of S3', { cause: failure })
  return failure
}

it('puts, gets and deletes with signatures that the provider can verify', async () => {
  const store = newStore()
  expect(await store.get(key)).toBeNull()
  await store.put(key, photo, 'image/jpeg')
  expect([...server.objects.keys()]).toEqual([`/silin-photos/${key}`])
  expect(await store.get(key)).toEqual({ bytes: photo, contentType: 'image/jpeg' })
  await store.delete(key)
  await store.delete(key)
  expect(await store.get(key)).toBeNull()
})

it('takes an empty file and a large one', async () => {
  const store = newStore()
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(8_000_000, 7)]) {
    await store.put(key, bytes, 'image/jpeg')
    expect((await store.get(key))!.bytes.equals(bytes)).toBe(true)
  }
})

it('puts only its own bytes of a buffer that is part of a larger one', async () => {
  const store = newStore()
  await store.put(key, Buffer.from('before|photo|after').subarray(7, 12), 'image/jpeg')
  expect((await store.get(key))?.bytes.toString()).toBe('photo')
})

it('keeps one whole file when many put the same key at once', async () => {
  const store = newStore()
  await Promise.all(Array.from({ length: 10 }, (_, n) => store.put(key, Buffer.alloc(50_000, n), 'image/jpeg')))
  const { bytes } = (await store.get(key))!
  expect(bytes.equals(Buffer.alloc(50_000, bytes[0]))).toBe(true)
})

describe('what may pass', () => {
  it.each([
    ['a busy provider', unavailable],
    ['too many requests', { status: 429, code: 'TooManyRequests' }],
    ['a cut connection', 'cut' as const],
  ])('is tried again: %s', async (_, mishap) => {
    const store = newStore()
    server.mishaps.push(mishap, mishap)
    await store.put(key, photo, 'image/jpeg')
    expect(server.requests).toHaveLength(3)
    server.mishaps.push(mishap)
    expect((await store.get(key))?.bytes).toEqual(photo)
  })

  it('is tried again: an answer that stops half-way, or never comes', async () => {
    const store = newStore({ timeoutMs: 200 })
    await store.put(key, photo, 'image/jpeg')
    server.mishaps.push('cut in the body', 'silence')
    expect((await store.get(key))?.bytes).toEqual(photo)
    expect(server.requests).toHaveLength(4)
  })

  it('is given up after four attempts', async () => {
    server.mishaps.push(...Array(9).fill(unavailable))
    await expect(newStore().put(key, photo, 'image/jpeg')).rejects.toThrow('S3 PUT was answered with 503 SlowDown')
    expect(server.requests).toHaveLength(4)
  })

  it('is given up when nobody is there', async () => {
    await server.close()
    const failure = await failureOf(newStore().get(key))
    expect(failure).toMatchObject({ message: 'S3 GET got no answer', status: null, code: null })
  })

  it('is given up after silence', async () => {
    server.mishaps.push('silence', 'silence', 'silence', 'silence')
    await expect(newStore({ timeoutMs: 50 }).get(key)).rejects.toThrow('S3 GET timed out')
  })
})

describe('what would fail again', () => {
  it('is not tried again, and tells no secret', async () => {
    const failure = await failureOf(newStore({ secretKey: 'mistyped' }).put(key, photo, 'image/jpeg'))
    expect(failure.message).toBe('S3 PUT was answered with 403 SignatureDoesNotMatch')
    expect(JSON.stringify(failure) + failure.stack).not.toContain(keys.secretKey)
    expect(server.requests).toHaveLength(1)
    expect(server.objects.size).toBe(0)
  })

  it('does not follow a redirect with its signature', async () => {
    server.mishaps.push({ status: 307, code: 'TemporaryRedirect' })
    await expect(newStore().get(key)).rejects.toThrow('S3 GET was answered with 307 TemporaryRedirect')
  })

  it('tells a missing bucket from a missing file', async () => {
    server.mishaps.push({ status: 404, code: 'NoSuchBucket' })
    await expect(newStore().get(key)).rejects.toThrow('404 NoSuchBucket')
  })
})

it('refuses keys and content types before it sends anything', async () => {
  const store = newStore()
  for (const hostile of ['../other-bucket/x', `${key}/../../full`, `${key}?acl`, `${key}%2f..`]) {
    await expect(store.put(hostile, photo, 'image/jpeg')).rejects.toThrow(TypeError)
    await expect(store.get(hostile)).rejects.toThrow(TypeError)
    await expect(store.delete(hostile)).rejects.toThrow(TypeError)
  }
  await expect(store.put(key, photo, 'text/html')).rejects.toThrow(TypeError)
  expect(server.requests).toEqual([])
})

describe('the address of a bucket', () => {
  it('has the bucket in the path or in the host', () => {
    const oss = { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com/', bucket: 'silin-photos' }
    expect(bucketAddress({ ...oss, addressing: 'host' })).toBe('https://silin-photos.oss-cn-hangzhou.aliyuncs.com')
    expect(bucketAddress({ endpoint: 'http://minio:9000', bucket: 'silin' })).toBe('http://minio:9000/silin')
  })

  it('is signed for the host that it names', async () => {
    const here = (_host: string, _options: unknown, found: (failure: null, all: object[]) => void) =>
      found(null, [{ address: '127.0.0.1', family: 4 }])
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(here as never)
    const store = newStore({ endpoint: `http://oss.example.cn:${server.port}`, addressing: 'host' })
    await store.put(key, photo, 'image/jpeg').finally(() => lookup.mockRestore())
    expect(server.requests[0]?.headers.host).toBe(`silin-photos.oss.example.cn:${server.port}`)
    expect([...server.objects.keys()]).toEqual([`/${key}`])
  })

  it.each([
    { endpoint: 'oss-cn-hangzhou.aliyuncs.com' },
    { endpoint: 'ftp://oss.example.cn' },
    { endpoint: 'https://oss.example.cn/silin' },
    { endpoint: 'https://user:pass@oss.example.cn' },
    { endpoint: '' },
    { bucket: '../other' },
    { bucket: 'a' },
    { bucket: '' },
  ])('refuses %j at the start', (wrong) => {
    expect(() => newStore(wrong)).toThrow(TypeError)
  })
})
