import { readdirSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { newId } from '../../src/platform/ids.ts'
import { type RunningSilin, startSilin } from '../testing/silin.ts'

let silin: RunningSilin
beforeAll(async () => {
  silin = await startSilin({ SILIN_TRUST_PROXY: '1' })
  // As in life, but sooner: a whole request in 30 s, its head in 30 s, and no silence of more than 60 s.
  silin.http.requestTimeout = 1_500
  silin.http.headersTimeout = 1_000
  silin.http.timeout = 2_000
})
afterAll(() => silin?.stop())
const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})

function raw(): { socket: Socket; heard: () => string; closed: Promise<void> } {
  const { port } = new URL(silin.url)
  const socket = connect(Number(port), '127.0.0.1')
  open.push(socket)
  let heard = ''
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1')
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return { socket, heard: () => heard, closed }
}
/** Sends a sign now and then, until the other side has had enough. */
async function drip(socket: Socket, sign: string): Promise<void> {
  while (!socket.destroyed && !socket.writableEnded) {
    socket.write(sign)
    await delay(200)
  }
}
const connections = () =>
  new Promise<number>((resolve, reject) =>
    silin.http.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
/** Nothing is left of whoever was there: no connection, nothing that waits, nothing that was logged as a failure. */
async function expectNothingLeft(): Promise<void> {
  await expect.poll(connections, { timeout: 8_000 }).toBe(0)
  expect(silin.house.database.load.waiting).toBe(0)
  expect(silin.lines.filter((line) => line.includes('a request failed'))).toEqual([])
}
const headOf = (address: string, length: number) =>
  [
    `POST /p/${silin.demo.plaqueCode} HTTP/1.1`,
    'host: 127.0.0.1',
    `x-forwarded-for: ${address}`,
    'content-type: multipart/form-data; boundary=drill',
    `content-length: ${length}`,
    '',
    '--drill\r\ncontent-disposition: form-data; name="photos"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n',
  ].join('\r\n')
async function goodUpload(): Promise<number> {
  const picture = await sharp({ create: { width: 900, height: 900, channels: 3, background: '#335577' } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const body = new FormData()
  const fields = { id: newId<string>(), text: '门坏了', category: 'safety.clutter', confirm: '1', warned: '1' }
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  body.set('photos', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'a.png')
  const headers = { 'x-forwarded-for': '10.9.9.9', connection: 'close' }
  const init = { method: 'POST', body, headers, redirect: 'manual' } as const
  return (await fetch(`${silin.url}/p/${silin.demo.plaqueCode}`, init)).status
}

it('who sends a head sign by sign is told 408 and let go', async () => {
  const { socket, heard, closed } = raw()
  socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ')
  void drip(socket, 'a')
  await closed
  expect(heard()).toMatch(/^HTTP\/1\.1 408 /)
  await expectNothingLeft()
})

it('who sends photos byte by byte is let go, and gives back the place that others wait for', async () => {
  // All places for uploads, which are two for each address.
  const slow = ['10.1.1.1', '10.1.1.1', '10.1.1.2', '10.1.1.2'].map((address) => {
    const one = raw()
    one.socket.write(headOf(address, 900_000))
    void drip(one.socket, 'x')
    return one
  })
  await Promise.all(slow.map((one) => one.closed))
  for (const { heard } of slow) expect(heard()).toMatch(/^(HTTP\/1\.1 408 |$)/)
  expect(await goodUpload()).toBe(303)
  await expectNothingLeft()
})

it('who sends half an upload and goes leaves nothing behind', async () => {
  const files = () => {
    const folder = join(silin.house.config.dataFolder, 'files')
    try {
      return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, String(name))).isFile())
        .length
    } catch {
      return 0
    }
  }
  const before = files()
  for (const goes of ['destroy', 'resetAndDestroy', 'end'] as const) {
    const { socket, closed } = raw()
    socket.write(headOf('10.1.1.3', 900_000))
    socket.write(Buffer.alloc(400_000, 1))
    await delay(150)
    socket[goes]()
    await closed
  }
  expect(await goodUpload()).toBe(303)
  expect(files()).toBe(before + 2)
  await expectNothingLeft()
})

it('who asks for much and reads nothing is let go', async () => {
  const assets = join('dist', 'desk', 'assets')
  const [largest = ''] = readdirSync(assets).sort(
    (a, b) => statSync(join(assets, b)).size - statSync(join(assets, a)).size,
  )
  const { socket, closed } = raw()
  socket.pause()
  const ask = `GET /desk/assets/${largest} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`
  socket.write(ask.repeat(40))
  await delay(500)
  expect(await connections()).toBe(1)
  expect((await fetch(`${silin.url}/healthz`, { headers: { connection: 'close' } })).status).toBe(200)
  await expect.poll(connections, { timeout: 8_000 }).toBe(0)
  socket.resume()
  await closed
  await expectNothingLeft()
})
