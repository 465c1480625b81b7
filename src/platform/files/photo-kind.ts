import sharp from 'sharp'

/** A picture format that residents' phones send and that this build can decode; named as sharp names its loaders. */
export type PhotoKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'heif'

/** HEIC needs an HEVC decoder, which the usual build of sharp leaves out for its patents; AVIF it has. */
const decodesHeic = sharp.format.heif.input.fileSuffix?.includes('.heic') ?? false

/**
 * The picture format by content, never by name or by what the sender says; null for anything else and for a file that
 * is also a document of another kind.
 */
export function photoKind(bytes: Buffer): PhotoKind | null {
  const kind = kindBySignature(bytes)
  return kind !== null && !isAlsoMarkup(bytes) && !isAlsoArchive(bytes) ? kind : null
}

function kindBySignature(bytes: Buffer): PhotoKind | null {
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif'
  if (head.slice(4, 8) === 'ftyp') return kindByBrand(bytes)
  return null
}

/** The brands of an ISO base media file (ISO/IEC 14496-12, section 4.3): a major one, a version, compatible ones. */
function kindByBrand(bytes: Buffer): PhotoKind | null {
  const boxEnd = Math.min(bytes.readUInt32BE(0), bytes.length, 256)
  const brands = new Set<string>()
  for (let at = 8; at + 4 <= boxEnd; at += 4) brands.add(bytes.toString('latin1', at, at + 4))
  if (brands.has('avif')) return 'heif'
  return decodesHeic && (brands.has('heic') || brands.has('heix')) ? 'heif' : null
}

/**
 * PDF readers accept their header anywhere in the first 1,024 bytes, browsers sniff pages at about the same depth. We
 * store only re-encoded pixels, so this stops nothing by itself: whoever builds such a file is not sending a photo.
 */
function isAlsoMarkup(bytes: Buffer): boolean {
  return /%PDF-|<svg|<html|<script|<!doctype/i.test(bytes.toString('latin1', 0, 1_024))
}

/**
 * ZIP archives (also JAR, APK, DOCX) are read from their end: a record whose comment reaches exactly the last byte
 * (APPNOTE.TXT, section 4.3.16). Other bytes after a picture are let through, because phones append videos and depth maps.
 */
function isAlsoArchive(bytes: Buffer): boolean {
  const recordLength = 22
  const longestComment = 65_535
  const tail = bytes.subarray(-(recordLength + longestComment))
  let at = tail.indexOf('PK\x05\x06', 'latin1')
  while (at !== -1 && at + recordLength <= tail.length) {
    if (at + recordLength + tail.readUInt16LE(at + 20) === tail.length) return true
    at = tail.indexOf('PK\x05\x06', at + 1, 'latin1')
  }
  return false
}
