import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { bucketAddress } from './s3-address.ts'
import { S3Failure } from './s3-failure.ts'

export interface S3Settings {
  /** `https://s3.example.cn`, or `http://minio:9000` inside one's own network. No path. */
  endpoint: string
  bucket: string
  /** What the provider calls it, such as `cn-hangzhou`; MinIO and Ceph take `us-east-1`. */
  region: string
  accessKey: string
  secretKey: string
  /**
   * `path`: `endpoint/bucket/key`, which MinIO and Ceph understand without any DNS (default).
   * `host`: `bucket.endpoint/key`, the only form that Alibaba OSS and new buckets of Tencent COS take.
   */
  addressing?: 'path' | 'host'
  /** Longest time of one attempt, in milliseconds, its body included. */
  timeoutMs?: number
  /** Longest pause before the second attempt, in milliseconds; it doubles at each further one. */
  backOffMs?: number
}

interface S3Request {
  method: 'GET' | 'PUT' | 'DELETE'
  /** Only characters that need no encoding. */
  path: string
  bytes?: Buffer
  contentType?: string
}

interface S3Answer {
  bytes: Buffer
  contentType: string
}

/** With the default pause at most 1.4 s are spent waiting: a resident stands at the other end. */
const ATTEMPTS = 4

/**
 * Sends signed requests to one bucket (AWS Signature Version 4). 5xx, 429, silence and a broken connection are tried
 * again, which is safe because every request here may be repeated; other refusals are final. Resolves to null when
 * there is no such object.
 */
export function s3Caller(settings: S3Settings): (request: S3Request) => Promise<S3Answer | null> {
  const { timeoutMs = 20_000, backOffMs = 200 } = settings
  const address = bucketAddress(settings)
  // The signing key lasts a day; the signer keeps it here.
  const signingKeys = new Map<string, ArrayBuffer>()

  async function attempt({ method, path, bytes, contentType }: S3Request): Promise<S3Answer | null> {
    const body = bytes === undefined ? null : new Uint8Array(bytes)
    // Signed anew at each attempt: a signature is good for minutes only.
    const signed = await new AwsV4Signer({
      method,
      url: `${address}/${path}`,
      headers: {
        // The hash is signed too, so that the provider notices a body that was changed on the way.
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      service: 's3',
      region: settings.region,
      accessKeyId: settings.accessKey,
      secretAccessKey: settings.secretKey,
      cache: signingKeys,
    }).sign()

    try {
      const response = await fetch(signed.url, {
        method,
        headers: signed.headers,
        body,
        // A redirect (a wrong region) would carry a signature that does not fit the new address.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const answer = Buffer.from(await response.arrayBuffer())
      if (response.ok) {
        return { bytes: answer, contentType: response.headers.get('content-type') ?? 'application/octet-stream' }
      }
      const failure = S3Failure.answered(method, response.status, answer)
      if (failure.isMissingObject) return null
      throw failure
    } catch (failure) {
      throw failure instanceof S3Failure ? failure : S3Failure.unreachable(method, failure)
    }
  }

  return async (request) => {
    for (let made = 1; ; made += 1) {
      try {
        return await attempt(request)
      } catch (failure) {
        if (!(failure instanceof S3Failure) || !failure.mayPass || made === ATTEMPTS) throw failure
        // Half fixed, half by chance, so that servers which failed together do not come back together.
        await wait(backOffMs * 2 ** (made - 1) * (0.5 + Math.random() / 2))
      }
    }
  }
}
