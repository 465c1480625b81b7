/** Names that are safe in a path and in a host alike (Amazon S3 bucket naming rules, without dots, which break TLS). */
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/

/**
 * The address under which the objects of a bucket lie, without a slash at its end.
 * @throws {TypeError} when the endpoint is not a bare http(s) address, or the name is not one of a bucket
 */
export function bucketAddress(settings: { endpoint: string; bucket: string; addressing?: 'path' | 'host' }): string {
  const { endpoint, bucket, addressing = 'path' } = settings
  if (!BUCKET.test(bucket)) throw new TypeError('The S3 bucket must have 3 to 63 lower-case letters, digits or hyphens')
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  const isBare = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (!isBare) throw new TypeError('The S3 endpoint must be an address such as https://s3.example.cn, without a path')
  return addressing === 'host' ? `${url.protocol}//${bucket}.${url.host}` : `${url.origin}/${bucket}`
}
