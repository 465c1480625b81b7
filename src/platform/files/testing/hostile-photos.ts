import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/* Pictures that are made to harm whoever opens them. Each is built here, byte by byte, so that it can be read what it is. */

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 230, g: 20, b: 20 } } })

function pngChunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, check])
}
const pngHead = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** PNG, section 11.2.1. Colour type 2 is RGB. */
function pngHeader(width: number, height: number, bits = 8, interlaced = false): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([bits, 2, 0, 0, interlaced ? 1 : 0], 8)
  return pngChunk('IHDR', header)
}

/** Zeros of any length, compressed a thousandfold, without ever being in memory at once. */
const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes), { level: 9 })

/** A PNG of so many pixels in a few hundred kilobytes: the pixel bomb. */
export function pixelBomb(width: number, height: number, bits: 8 | 16 = 8): Buffer {
  const rows = Math.min(height * (1 + (width * 3 * bits) / 8), 300_000_000)
  return Buffer.concat([
    pngHead,
    pngHeader(width, height, bits),
    pngChunk('IDAT', zeros(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** A small picture that carries a text of so many megabytes, compressed: whoever unpacks it has it all in memory. */
export async function textBomb(megabytes: number): Promise<Buffer> {
  const png = await plain(64, 48).png().toBuffer()
  const body = Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), zeros(megabytes * 1_000_000)])
  return insertAfterHeader(png, pngChunk('zTXt', body))
}

/** A small picture with a colour profile of so many megabytes, compressed. */
export async function profileBomb(megabytes: number): Promise<Buffer> {
  const png = await plain(64, 48).png().toBuffer()
  const body = Buffer.concat([Buffer.from('icc\0\0', 'latin1'), zeros(megabytes * 1_000_000)])
  return insertAfterHeader(png, pngChunk('iCCP', body))
}

function insertAfterHeader(png: Buffer, chunk: Buffer): Buffer {
  const headerEnd = 8 + 25
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)])
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xff00 | marker)
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

async function jpegWith(...segments: Buffer[]): Promise<Buffer> {
  const jpeg = await plain(64, 48).jpeg().toBuffer()
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
}

/** EXIF whose directory names itself as the next one, and entries that claim four billion values. */
export function exifBomb(): Promise<Buffer> {
  const entries = 2_000
  const body = Buffer.alloc(6 + 8 + 2 + entries * 12 + 4)
  body.write('Exif\0\0MM\0*', 'latin1')
  body.writeUInt32BE(8, 10)
  body.writeUInt16BE(entries, 14)
  for (let n = 0; n < entries; n++) {
    const at = 16 + n * 12
    body.writeUInt16BE(0x8769, at)
    body.writeUInt16BE(5, at + 2)
    body.writeUInt32BE(0xffffffff, at + 4)
    body.writeUInt32BE(8, at + 8)
  }
  body.writeUInt32BE(8, 16 + entries * 12)
  return jpegWith(segment(0xe1, body))
}

/** A profile in 255 pieces (ICC.1, annex B.4), each as large as a segment may be, all of it nonsense. */
export function profileInPieces(): Promise<Buffer> {
  const pieces = Array.from({ length: 140 }, (_, n) =>
    segment(
      0xe2,
      Buffer.concat([Buffer.from('ICC_PROFILE\0', 'latin1'), Buffer.of(n + 1, 140), Buffer.alloc(65_000, 0xff)]),
    ),
  )
  return jpegWith(...pieces)
}

/** A JPEG that is also an archive: GIFAR and its like, which a browser showed and Java ran. */
export async function jpegAndArchive(): Promise<Buffer> {
  return Buffer.concat([await plain(64, 48).jpeg().toBuffer(), archive()])
}
export async function gifAndArchive(): Promise<Buffer> {
  return Buffer.concat([await plain(64, 48).gif().toBuffer(), archive()])
}
function archive(): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  return Buffer.concat([Buffer.from('PK\x03\x04Evil.class'), deflateRawSync('x'), end])
}

/** A JPEG whose comment is a page, for browsers that guess. */
export function jpegAndPage(): Promise<Buffer> {
  return jpegWith(segment(0xfe, Buffer.from('<html><script>alert(document.cookie)</script>')))
}
/** The same behind what is looked through: a picture that is taken, and of which nothing is left. */
export async function jpegWithLatePage(): Promise<Buffer> {
  const jpeg = await jpegWith(segment(0xfe, Buffer.alloc(5_000, 0x20)))
  return Buffer.concat([jpeg, Buffer.from('<script>alert(document.cookie)</script>')])
}
export const svg = () =>
  Buffer.from(
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' +
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>&b;</text></svg>',
  )

/** A GIF of so many frames, each of one pixel: GIF89a, sections 20 and 23. */
export function gifOfFrames(frames: number, width = 1_000, height = 1_000): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\xff\0\0\0\0\xff', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const frame = Buffer.from('!\xf9\x04\0\x01\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0', 'latin1')
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from(';')])
}

/** An animated PNG of so many frames: PNG, section 11.3.6. */
export async function apngOfFrames(frames: number): Promise<Buffer> {
  const side = 200
  const pixels = zeros(side * (1 + side * 3))
  const control = Buffer.alloc(8)
  control.writeUInt32BE(frames)
  const parts = [pngHead, pngHeader(side, side), pngChunk('acTL', control)]
  let sequence = 0
  const number = () => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(sequence++)
    return bytes
  }
  for (let n = 0; n < frames; n++) {
    const size = Buffer.alloc(22)
    size.writeUInt32BE(side)
    size.writeUInt32BE(side, 4)
    size.writeUInt16BE(1, 16)
    size.writeUInt16BE(10, 18)
    parts.push(pngChunk('fcTL', Buffer.concat([number(), size])))
    parts.push(n === 0 ? pngChunk('IDAT', pixels) : pngChunk('fdAT', Buffer.concat([number(), pixels])))
  }
  return Buffer.concat([...parts, pngChunk('IEND', Buffer.alloc(0))])
}

/** An animated WebP of so many frames: RFC 9649, section 2.7.1.1. */
export async function webpOfFrames(frames: number): Promise<Buffer> {
  const side = 400
  const still = await plain(side, side).webp({ lossless: true }).toBuffer()
  const chunk = (type: string, body: Buffer) => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(body.length)
    return Buffer.concat([Buffer.from(type, 'latin1'), size, body, Buffer.alloc(body.length % 2)])
  }
  const three = (value: number) => Buffer.of(value & 255, (value >> 8) & 255, (value >> 16) & 255)
  const extended = Buffer.concat([Buffer.of(2, 0, 0, 0), three(side - 1), three(side - 1)])
  const frame = chunk(
    'ANMF',
    Buffer.concat([three(0), three(0), three(side - 1), three(side - 1), three(10), Buffer.of(0), still.subarray(12)]),
  )
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('VP8X', extended),
    chunk('ANIM', Buffer.alloc(6)),
    ...Array.from({ length: frames }, () => frame),
  ])
  return chunk('RIFF', body)
}

export async function truncated(kind: 'jpeg' | 'png' | 'webp' | 'gif', part: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#000', noise } })
    .toFormat(kind)
    .toBuffer()
  return bytes.subarray(0, Math.round(bytes.length * part))
}

export const cmyk = () => plain(1_200, 900).toColourspace('cmyk').jpeg().toBuffer()
export const deep = () => plain(1_200, 900).toColourspace('rgb16').png().toBuffer()
