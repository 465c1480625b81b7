import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** How the server treats the next request: a status with an S3 code, no answer at all, or a cut connection. */
export type Mishap = { status: number; code: string } | 'silence' | 'cut' | 'cut in the body'

/**
 * A small S3 provider in this process. It computes each signature itself, by Amazon's text ("Authenticating Requests
 * (AWS Signature Version 4)") and with no code of the client, and keeps objects in a map by their path.
 */
export async function s3Server({ accessKey, secretKey }: { accessKey: string; secretKey: string }) {
  const objects = new Map<string, { bytes: Buffer; contentType: string }>()
  const requests: { method: string; url: string; headers: IncomingMessage['headers'] }[] = []
  const mishaps: Mishap[] = []

  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const body = await buffer(request)
    requests.push({ method, url, headers })

    const answer = (status: number, content: string | Buffer = '', contentType = 'application/xml') =>
      response.writeHead(status, { 'content-type': contentType, 'content-length': content.length }).end(content)
    const refuse = (status: number, code: string) =>
      answer(status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no ${secretKey}</Message></Error>`)

    const mishap = mishaps.shift()
    if (mishap === 'silence') return
    if (mishap === 'cut') return request.socket.destroy()
    if (mishap === 'cut in the body') {
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': 1_000 })
      return response.write('half', () => request.socket.destroy())
    }
    if (mishap) return refuse(mishap.status, mishap.code)

    const wrong = wrongSignature(request, body)
    if (wrong) return refuse(403, wrong)
    if (method === 'PUT') {
      // S3 does not take a body of unknown length.
      if (headers['content-length'] === undefined) return refuse(411, 'MissingContentLength')
      objects.set(url, { bytes: body, contentType: headers['content-type'] ?? 'binary/octet-stream' })
      return answer(200)
    }
    if (method === 'DELETE') {
      objects.delete(url)
      return response.writeHead(204).end()
    }
    const object = objects.get(url)
    return object ? answer(200, object.bytes, object.contentType) : refuse(404, 'NoSuchKey')
  })

  function wrongSignature({ method = '', url = '', headers }: IncomingMessage, body: Buffer): string | null {
    const shape =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/
    const [, id, day = '', region = '', signedHeaders = '', signature] = shape.exec(headers.authorization ?? '') ?? []
    if (id !== accessKey) return 'InvalidAccessKeyId'
    const time = String(headers['x-amz-date'])
    if (!/^\d{8}T\d{6}Z$/.test(time) || !time.startsWith(day)) return 'RequestTimeTooSkewed'
    if (headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch'
    const names = signedHeaders.split(';')
    if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name))) return 'AccessDenied'

    const [path, query = ''] = url.split('?')
    const headerLines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('')
    const canonicalRequest = [method, path, query, headerLines, signedHeaders, sha256(body)].join('\n')
    const scope = `${day}/${region}/s3/aws4_request`
    const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonicalRequest)].join('\n')
    const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretKey}`)
    return hmac(key, toSign).toString('hex') === signature ? null : 'SignatureDoesNotMatch'
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    requests,
    /** What befalls the next requests, in order. */
    mishaps,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
