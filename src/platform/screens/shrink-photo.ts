/** The longest side that a photo is sent with, in pixels. */
const longest = 1600

/**
 * Makes a photo small enough for a stairwell's signal: at most 1600 px, JPEG, without where and by what it was taken.
 * What this browser cannot read (HEIC on old phones) goes as it is; the server reads more.
 */
export async function shrinkPhoto(file: File): Promise<Blob> {
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return file
  }
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const shrunk = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82))
  return shrunk ?? file
}
