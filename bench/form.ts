import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { newId } from '../src/platform/ids.ts'
import type { OpenCity } from './city/open-city.ts'
import { type Figure, round } from './figure.ts'
import { closedLoop } from './load.ts'

const clients = 8
const wanted = 300_000
const bounds = { perSecond: 60, p95: 250, blocked: 50 } as const

/**
 * The form of a plaque's page as a browser sends it, with a photo of 300 KB: each from another network and another
 * stairwell, so that none is held. Acknowledged when report and photo are on the disk.
 */
export async function formWithPhoto(city: OpenCity): Promise<Figure> {
  const photo = await photoOf(wanted)
  const { plaques } = city.city.ground
  const seen = await city.ask('/metrics')
  const load = await closedLoop({ clients }, async (client, turn) => {
    const plaque = plaques[(client * 977 + turn * 131) % plaques.length]?.code
    const { body, type } = formOf({ id: newId(), tell: newId(), text: '三楼楼道堆了纸箱', confirm: '1' }, photo)
    await city.send(`/p/${plaque}`, { body, type })
  })
  const blocked = lagOf(await city.ask('/metrics'))
  const isOk = load.perSecond >= bounds.perSecond && load.p95 <= bounds.p95 && blocked <= bounds.blocked
  return {
    what: 'form with a photo',
    value: `${round(load.perSecond)}/s, p95 ${round(load.p95)} ms, event loop blocked ${round(blocked)} ms at most`,
    bound: `≥ ${bounds.perSecond}/s, p95 ≤ ${bounds.p95} ms, ≤ ${bounds.blocked} ms`,
    isOk,
    numbers: { ...load, blocked, blockedBefore: lagOf(seen), photo: photo.length },
  }
}

/** The longest turn of the event loop since it was asked last (`monitorEventLoopDelay`), milliseconds. */
const lagOf = (metrics: string) => Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1] ?? 0) * 1_000

/** Something with the edges, gradients and noise of a photo, 1,600 by 1,200, as close to a size as its quality allows. */
async function photoOf(bytes: number): Promise<Buffer> {
  const [width, height] = [1_600, 1_200]
  const raw = Buffer.alloc(width * height * 3)
  let noise = 1
  for (let at = 0; at < raw.length; at++) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
    raw[at] = 128 + 80 * Math.sin(x / 60 + (at % 3)) * Math.cos(y / 45) + (((noise >> 16) % 24) - 12)
  }
  for (let quality = 95; quality > 20; quality -= 3) {
    const photo = await sharp(raw, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer()
    if (photo.length <= bytes) return photo
  }
  throw new Error('no quality is low enough')
}

function formOf(fields: Readonly<Record<string, string>>, photo: Buffer): { body: Buffer; type: string } {
  const boundary = `silin-${randomUUID()}`
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="photos"; filename="p.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`
  return {
    body: Buffer.concat([Buffer.from(texts.join('') + head), photo, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  }
}
