/**
 * The provider refused or could not be reached. The message names the step and the provider's own code, such as
 * `SignatureDoesNotMatch` or `RequestTimeTooSkewed`; never a key, a secret or the provider's free text.
 */
export class S3Failure extends Error {
  override readonly name = 'S3Failure'
  /** HTTP status; null when there was no answer. */
  readonly status: number | null
  /** The provider's code, null when it gave none. */
  readonly code: string | null

  private constructor(message: string, status: number | null, code: string | null, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.code = code
  }

  static answered(method: string, status: number, body: Buffer): S3Failure {
    const code = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(body.toString('utf8', 0, 2_000))?.[1] ?? null
    return new S3Failure(`S3 ${method} was answered with ${status}${code ? ` ${code}` : ''}`, status, code)
  }

  static unreachable(method: string, cause: unknown): S3Failure {
    const silent = cause instanceof Error && cause.name === 'TimeoutError'
    return new S3Failure(`S3 ${method} ${silent ? 'timed out' : 'got no answer'}`, null, null, { cause })
  }

  /** The same request may succeed later. */
  get mayPass(): boolean {
    return this.status === null || this.status >= 500 || this.status === 429
  }

  /** A missing bucket is a 404 as well, but it is a wrong setting, and must not look like a bucket without photos. */
  get isMissingObject(): boolean {
    return this.status === 404 && this.code !== 'NoSuchBucket'
  }
}
