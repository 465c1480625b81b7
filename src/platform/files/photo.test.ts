import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import sharp, { type Colour } from 'sharp'
import { describe, expect, it } from 'vitest'
import { maximumPhotoBytes, maximumPhotoPixels, type PreparedPhoto, preparePhoto } from './photo.ts'

const RED = { r: 230, g: 20, b: 20 }
const BLUE = { r: 20, g: 20, b: 230 }

function plain(width: number, height: number, background: Colour = RED) {
  return sharp({ create: { width, height, channels: 3, background } })
}

/** The left half red, the right half blue: shows which way is up. */
function redThenBlue(width: number, height: number) {
  const right = { create: { width: width / 2, height, channels: 3, background: BLUE } } as const
  return plain(width, height).composite([{ input: right, left: width / 2, top: 0 }])
}

async function prepared(bytes: Buffer): Promise<PreparedPhoto> {
  const outcome = await preparePhoto(bytes)
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal}`)
  return outcome
}

async function colourAt(picture: Buffer, left: number, top: number): Promise<number[]> {
  const area = sharp(picture).toColourspace('srgb').extract({ left, top, width: 1, height: 1 })
  return [...(await area.raw().toBuffer())]
}

function expectNear(colour: number[], { r, g, b }: typeof RED) {
  for (const [at, wanted] of [r, g, b].entries()) expect(Math.abs(colour[at]! - wanted)).toBeLessThan(12)
}

describe('a photo', () => {
  it('becomes a JPEG of at most 1,600 pixels and a thumbnail of at most 320', async () => {
    const { full, thumbnail, width, height, contentType } = await prepared(await plain(4000, 3000).jpeg().toBuffer())
    expect({ width, height, contentType }).toEqual({ width: 1600, height: 1200, contentType: 'image/jpeg' })
    expect(await sharp(full).metadata()).toMatchObject({ format: 'jpeg', width: 1600, height: 1200 })
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 240 })
  })

  it('is not enlarged', async () => {
    const { full, thumbnail, width, height } = await prepared(await plain(100, 60).png().toBuffer())
    expect({ width, height }).toEqual({ width: 100, height: 60 })
    for (const picture of [full, thumbnail]) {
      expect(await sharp(picture).metadata()).toMatchObject({ width: 100, height: 60 })
    }
  })

  it('may be as long and thin as a strip', async () => {
    expect(await prepared(await plain(20_000, 2).png().toBuffer())).toMatchObject({ width: 1600, height: 1 })
  })

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('may be %s', async (format) => {
    const { full, contentType } = await prepared(await plain(64, 48).toFormat(format).toBuffer())
    expect(contentType).toBe('image/jpeg')
    expectNear(await colourAt(full, 30, 20), RED)
  })

  it('may be a progressive, grey, 16-bit or CMYK picture', async () => {
    const grey = plain(64, 48, { r: 128, g: 128, b: 128 })
    for (const bytes of [
      await grey.clone().jpeg({ progressive: true }).toBuffer(),
      await grey.clone().toColourspace('b-w').jpeg().toBuffer(),
      await grey.clone().toColourspace('rgb16').png().toBuffer(),
      await grey.clone().toColourspace('grey16').png().toBuffer(),
      await grey.clone().toColourspace('cmyk').jpeg().toBuffer(),
    ]) {
      const { full } = await prepared(bytes)
      const [first] = await colourAt(full, 30, 20)
      expect(Math.abs(first! - 128)).toBeLessThan(16)
      expect((await sharp(full).metadata()).space).toBe('srgb')
    }
  })

  it('gets a white ground where it is transparent', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 }
    const png = await sharp({ create: { width: 20, height: 20, channels: 4, background: clear } })
      .png()
      .toBuffer()
    expectNear(await colourAt((await prepared(png)).full, 10, 10), { r: 255, g: 255, b: 255 })
  })

  it('shows the first frame when it moves', async () => {
    const frames = [await plain(40, 30).png().toBuffer(), await plain(40, 30, BLUE).png().toBuffer()]
    for (const format of ['gif', 'webp'] as const) {
      const moving = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer()
      expect((await sharp(moving).metadata()).pages).toBe(2)
      const { full, width, height } = await prepared(moving)
      expect({ width, height }).toEqual({ width: 40, height: 30 })
      expectNear(await colourAt(full, 20, 15), RED)
    }
  })

  it('may carry bytes after its end, as phones append videos; they are gone afterwards', async () => {
    const video = Buffer.from('MotionPhoto_Data ftypmp42')
    const { full } = await prepared(Buffer.concat([await plain(64, 48).jpeg().toBuffer(), video]))
    expect(full.includes('MotionPhoto')).toBe(false)
  })
})

describe('what a photo tells about its owner', () => {
  const secrets = {
    IFD0: { Make: 'HUAWEI', ImageDescription: 'GPS of 3-2-501', Artist: 'Wang Lijuan' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 13/1 49/1', GPSLongitudeRef: 'E', GPSLongitude: '121/1 28/1 25/1' },
  }
  const xmp =
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><GPSAltitude/></x:xmpmeta><?xpacket end="w"?>'
  const traces = ['GPS', 'Exif', 'EXIF', 'HUAWEI', 'Wang Lijuan', 'xmpmeta', 'http://ns.adobe.com', 'ICC_PROFILE']

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('is removed: %s', async (format) => {
    const told = await plain(2000, 1500).withExif(secrets).withXmp(xmp).withIccProfile('p3').toFormat(format).toBuffer()
    const before = await sharp(told).metadata()
    expect(before.exif?.includes('GPS of 3-2-501')).toBe(true)
    expect(before.xmp).toBeDefined()
    expect(before.icc).toBeDefined()

    const { full, thumbnail } = await prepared(told)
    for (const picture of [full, thumbnail]) {
      const { exif, xmp, icc, iptc, orientation, comments } = await sharp(picture).metadata()
      expect({ exif, xmp, icc, iptc, orientation, comments }).toEqual({})
      for (const trace of traces) expect(picture.includes(trace), trace).toBe(false)
    }
  })

  it('does not take its colours along: wide-gamut colours become sRGB', async () => {
    const p3 = await plain(64, 48, { r: 255, g: 0, b: 0 }).withIccProfile('p3').jpeg({ quality: 100 }).toBuffer()
    const [untranslated] = await sharp(p3, { ignoreIcc: true }).raw().toBuffer()
    expect(untranslated).toBeLessThan(240)
    expectNear(await colourAt((await prepared(p3)).full, 30, 20), { r: 255, g: 0, b: 0 })
  })
})

describe('a photo from a phone that was held in another way', () => {
  // EXIF 2.32, tag 274: where the first row and column of the stored picture belong. The stored one is 80 × 40, red on its left.
  it.each([
    [1, 80, 40, 'left'],
    [2, 80, 40, 'right'],
    [3, 80, 40, 'right'],
    [4, 80, 40, 'left'],
    [5, 40, 80, 'top'],
    [6, 40, 80, 'top'],
    [7, 40, 80, 'bottom'],
    [8, 40, 80, 'bottom'],
  ])('stands upright: orientation %i', async (orientation, width, height, redSide) => {
    const bytes = await redThenBlue(80, 40).withMetadata({ orientation }).jpeg().toBuffer()
    const photo = await prepared(bytes)
    expect(photo).toMatchObject({ width, height })
    const [left, top] = { left: [5, 20], right: [width - 6, 20], top: [20, 5], bottom: [20, height - 6] }[redSide]!
    expectNear(await colourAt(photo.full, left!, top!), RED)
    expectNear(await colourAt(photo.full, width - 1 - left!, height - 1 - top!), BLUE)
  })

  it('has its thumbnail upright too, and its sides the right way round', async () => {
    const bytes = await redThenBlue(4000, 2000).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const { thumbnail, width, height } = await prepared(bytes)
    expect({ width, height }).toEqual({ width: 800, height: 1600 })
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 160, height: 320 })
    expectNear(await colourAt(thumbnail, 80, 20), RED)
  })
})

describe('refused', () => {
  const refusalOf = async (bytes: Buffer) => {
    const outcome = await preparePhoto(bytes)
    return outcome.ok ? 'accepted' : outcome.refusal
  }
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['three bytes', Buffer.from([0xff, 0xd8, 0])],
    ['text that is named .jpg', Buffer.from('电梯坏了。这不是照片。')],
    ['SVG', Buffer.from(svg)],
    ['SVG after an XML declaration', Buffer.from(`<?xml version="1.0"?>\n<!-- GIF89a -->${svg}`)],
    ['PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj <<>> endobj')],
    ['a page', Buffer.from('<!doctype html><img src=x onerror=alert(1)>')],
    ['TIFF', Buffer.from('II*\0\x08\0\0\0')],
    ['BMP', Buffer.from('BM\x46\0\0\0')],
    ['a video', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1')],
    ['HEIC, which this build cannot decode', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
    ['a box of no size', Buffer.from('\0\0\0\0ftypavif', 'latin1')],
  ])('as no image: %s', async (_, bytes) => {
    expect(await refusalOf(bytes)).toBe('not_an_image')
  })

  it('as no image: a picture that is also a PDF, a page or an archive', async () => {
    const jpeg = await plain(64, 48).jpeg().toBuffer()
    const withComment = (text: string) => {
      const comment = Buffer.alloc(4)
      comment.writeUInt16BE(0xfffe)
      comment.writeUInt16BE(2 + text.length, 2)
      return Buffer.concat([jpeg.subarray(0, 2), comment, Buffer.from(text), jpeg.subarray(2)])
    }
    expect(await refusalOf(withComment('a harmless comment'))).toBe('accepted')
    for (const text of ['%PDF-1.4 1 0 obj', svg, '<HTML>', '<script src=//x>']) {
      expect(await refusalOf(withComment(text)), text).toBe('not_an_image')
    }
    expect(await refusalOf(Buffer.concat([jpeg, zip('a.class', 'x', '')]))).toBe('not_an_image')
    expect(await refusalOf(Buffer.concat([jpeg, zip('a.class', 'x', 'PK\x05\x06 and a comment')]))).toBe('not_an_image')
    expect(await refusalOf(Buffer.concat([jpeg, Buffer.from('PK\x05\x06 by chance, far from the end of it')]))).toBe(
      'accepted',
    )
  })

  it('as too large: more than ten megabytes, whatever they are', async () => {
    expect(await refusalOf(Buffer.alloc(maximumPhotoBytes + 1))).toBe('too_large')
    expect(await refusalOf(Buffer.alloc(maximumPhotoBytes))).toBe('not_an_image')
  })

  it('as too many pixels, from the header alone', async () => {
    const before = performance.now()
    for (const [width, height] of [
      [30_000, 30_000],
      [maximumPhotoPixels / 1000 + 1, 1000],
      [1_000_000, 51],
    ] as const) {
      expect(await refusalOf(pngBomb(width, height))).toBe('too_many_pixels')
    }
    expect(performance.now() - before).toBeLessThan(1_000)
  })

  it('as too many pixels also in the other formats', async () => {
    const avif = await plain(4001, 4001).avif({ effort: 0 }).toBuffer()
    expect(await refusalOf(avif)).toBe('too_many_pixels')
    const gif = Buffer.from(
      'GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;',
      'latin1',
    )
    expect(await refusalOf(gif)).toBe('too_many_pixels')
    const jpeg = await plain(64, 48).jpeg().toBuffer()
    const frameHeader = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
    jpeg.writeUInt16BE(60_000, frameHeader + 5)
    jpeg.writeUInt16BE(60_000, frameHeader + 7)
    expect(await refusalOf(jpeg)).toBe('too_many_pixels')
  })

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('as broken: %s that was cut off', async (format) => {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
    const bytes = await sharp({ create: { width: 400, height: 300, channels: 3, background: RED, noise } })
      .toFormat(format)
      .toBuffer()
    for (const part of [0.2, 0.5, 0.9]) {
      expect(await refusalOf(bytes.subarray(0, bytes.length * part)), `${part}`).toBe('broken')
    }
  })

  it('as broken: text behind the first bytes of a picture', async () => {
    for (const head of [
      '\xff\xd8\xff\xe0',
      '\x89PNG\r\n\x1a\n',
      'RIFF\x10\0\0\0WEBP',
      'GIF89a',
      '\0\0\0\x10ftypavif\0\0\0\0',
    ]) {
      expect(await refusalOf(Buffer.from(`${head} this is text, and nothing but text`, 'latin1')), head).toBe('broken')
    }
  })

  it('one by one, without harm to the photos beside them', async () => {
    const good = await plain(640, 480).jpeg().toBuffer()
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, number) => refusalOf(number % 2 ? good : good.subarray(0, 400))),
    )
    expect(outcomes).toEqual(Array.from({ length: 12 }, (_, number) => (number % 2 ? 'accepted' : 'broken')))
  })
})

/** A PNG of the given size whose pixels are all zero and take a few kilobytes; the last rows are left out. */
function pngBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(8, 8)
  header.writeUInt8(2, 9)
  const pixels = deflateSync(Buffer.alloc(1_000_000), { level: 9 })
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, check])
}

/** The end of an archive is all that makes it one; a compressed member stands before it. */
function zip(name: string, content: string, comment: string): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([Buffer.from(`PK\x03\x04${name}`), deflateRawSync(content), end, Buffer.from(comment)])
}
