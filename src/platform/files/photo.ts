import sharp from 'sharp'
import { atMost } from './at-most.ts'
import { photoKind } from './photo-kind.ts'

/** 10 MB: what today's phones make at most; the resident's page shrinks before it sends, where it can. */
export const maximumPhotoBytes = 10 * 1024 * 1024
/**
 * 50 megapixels, the largest main camera of common phones. Such a JPEG brings the process to 250 MB, the worst PNG (16 bits,
 * interlaced, turned) to 550 MB.
 */
export const maximumPhotoPixels = 50_000_000
/** AVIF is decoded as a whole: 50 megapixels in a file of one kilobyte took 960 MB. No phone's camera writes it. */
const MAXIMUM_AVIF_PIXELS = 16_000_000

/** Longest sides in pixels: readable on a desk's screen, and quick on a phone. */
const FULL_SIDE = 1_600
const THUMBNAIL_SIDE = 320
/** JPEG, because the oldest phones show nothing newer. Below 75 the numbers on a meter or a plate begin to smear. */
const FULL_QUALITY = 78
const THUMBNAIL_QUALITY = 72
/** Seconds of work, waiting not counted; an honest picture takes one or two. */
const LONGEST_WORK = 30

// The machine has two cores and must go on serving: one thread for a picture, two pictures at once, nothing kept.
// These settings are of the whole process.
sharp.concurrency(1)
sharp.cache(false)
const inPlace = atMost(2)

export type PhotoRefusal =
  /** Not a picture of a kind that we take, or also something else. */
  | 'not_an_image'
  /** More bytes than {@link maximumPhotoBytes}. */
  | 'too_large'
  /** More pixels than {@link maximumPhotoPixels}, or than 16 megapixels in AVIF. */
  | 'too_many_pixels'
  /** Begins as a picture and cannot be read to its end: mostly an upload that was cut off. */
  | 'broken'

export interface PreparedPhoto {
  ok: true
  full: Buffer
  thumbnail: Buffer
  /** Pixels of `full`, upright. */
  width: number
  height: number
  /** Of both pictures. */
  contentType: 'image/jpeg'
}

/**
 * Makes what is stored of a photo: upright, in sRGB, without a word about who took it where and when (EXIF with GPS,
 * XMP, IPTC, ICC), freshly encoded so that nothing of the sent bytes survives. A photo that moves gives its first frame.
 *
 * At most two photos are worked on at once in a process; the others wait, holding their bytes in memory.
 *
 * @throws when pixels that were read well cannot be encoded: an outage, such as memory running out
 */
export async function preparePhoto(bytes: Buffer): Promise<PreparedPhoto | { ok: false; refusal: PhotoRefusal }> {
  if (bytes.length > maximumPhotoBytes) return { ok: false, refusal: 'too_large' }
  const kind = photoKind(bytes)
  if (kind === null) return { ok: false, refusal: 'not_an_image' }

  const most = kind === 'heif' ? MAXIMUM_AVIF_PIXELS : maximumPhotoPixels
  return inPlace(async () => {
    try {
      const { data: full, info } = await fullOf(bytes, most)
      // Of what is ours by now, which is read at a quarter of its size.
      const thumbnail = await sharp(full).resize(within(THUMBNAIL_SIDE)).jpeg({ quality: THUMBNAIL_QUALITY }).toBuffer()
      return { ok: true, full, thumbnail, width: info.width, height: info.height, contentType: 'image/jpeg' }
    } catch (failure) {
      // Read well, and not encoded: that is no fault of the picture.
      if (await isReadable(bytes, most)) throw failure
      return { ok: false, refusal: await whyNot(bytes, most) }
    }
  })
}

/** Why a picture could not be read: by its header it may be too large, which is told; nothing is decoded for that. */
async function whyNot(bytes: Buffer, most: number): Promise<PhotoRefusal> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata()
    return width * height > most ? 'too_many_pixels' : 'broken'
  } catch {
    return 'broken'
  }
}

/** A picture as it is read: upright, in plain colours, at most {@link FULL_SIDE}; its first frame. */
const reading = (bytes: Buffer, most: number) =>
  sharp(bytes, { limitInputPixels: most, failOn: 'error', pages: 1, autoOrient: true })
    .timeout({ seconds: LONGEST_WORK })
    .resize(within(FULL_SIDE))
    .flatten({ background: 'white' })
    .toColourspace('srgb')

/**
 * Read and encoded in one go: pixels that come through here would be six megabytes of each photo, and the collector would
 * look through the whole heap for every few of them.
 */
const fullOf = (bytes: Buffer, most: number) =>
  reading(bytes, most)
    // Optimised tables would make it an eighth smaller in twice the time, what mozjpeg does a third in fifteen times.
    .jpeg({ quality: FULL_QUALITY, optimiseCoding: false })
    .toBuffer({ resolveWithObject: true })

/** Whether a picture can be read to its end, whatever becomes of it then. */
async function isReadable(bytes: Buffer, most: number): Promise<boolean> {
  try {
    await reading(bytes, most).raw().toBuffer()
    return true
  } catch {
    return false
  }
}

function within(side: number) {
  return { width: side, height: side, fit: 'inside', withoutEnlargement: true } as const
}
