import { connect, type Socket } from 'node:net'

/** One answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** Takes answers apart as they come: status line, headers, and a body by its length, its chunks, or until the end. */
export function readAnswer(bytes: Buffer, method: string, ended: boolean): { answer: WireAnswer; rest: Buffer } | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [line = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1])
  if (!status) throw new Error(`no answer of HTTP: ${line.slice(0, 100)}`)
  const headers = new Map(
    lines.map((one): [string, string] => [
      one.slice(0, one.indexOf(':')).toLowerCase(),
      one.slice(one.indexOf(':') + 1).trim(),
    ]),
  )
  const after = bytes.subarray(end + 4)
  const done = (body: Buffer, used: number) => ({ answer: { status, headers, body }, rest: after.subarray(used) })
  if (status < 200 || status === 204 || status === 304 || method === 'HEAD') return done(Buffer.alloc(0), 0)
  if (headers.get('transfer-encoding')?.includes('chunked')) return readChunks(after, done)
  const length = headers.get('content-length')
  if (length !== undefined) {
    const wanted = Number(length)
    return after.length >= wanted ? done(after.subarray(0, wanted), wanted) : null
  }
  return ended ? done(after, after.length) : null
}

function readChunks<T>(after: Buffer, done: (body: Buffer, used: number) => T): T | null {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = after.indexOf('\r\n', at)
    if (line < 0) return null
    const size = Number.parseInt(after.subarray(at, line).toString('latin1'), 16)
    const from = line + 2
    if (after.length < from + size + 2) return null
    if (size === 0) return done(Buffer.concat(parts), from + 2)
    parts.push(after.subarray(from, from + size))
    at = from + size + 2
  }
}

/** One connection that is kept while the other side keeps it. */
export class Wire {
  readonly #where: { host: string; port: number }
  #socket: Socket | null = null
  constructor(where: { host: string; port: number }) {
    this.#where = where
  }

  /**
   * Sends bytes and waits for one answer.
   * @param patience milliseconds; null when nothing came by then
   * @returns null when the other side closed without an answer
   */
  async ask(bytes: Buffer, method: string, patience: number): Promise<WireAnswer | null> {
    const { answers } = await this.#exchange(bytes, method, patience, 1)
    return answers.find((one) => one.status >= 200) ?? null
  }

  /** Sends bytes on a new connection and takes every answer that comes until it is quiet or closed. */
  async all(bytes: Buffer, patience: number): Promise<WireAnswer[]> {
    this.close()
    const { answers } = await this.#exchange(bytes, 'GET', patience, Number.POSITIVE_INFINITY)
    this.close()
    return answers
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = null
  }

  #exchange(bytes: Buffer, method: string, patience: number, wanted: number): Promise<{ answers: WireAnswer[] }> {
    const kept = this.#socket
    const socket = kept ?? connect(this.#where)
    this.#socket = socket
    socket.setNoDelay(true)
    return new Promise((resolve, reject) => {
      const answers: WireAnswer[] = []
      let got: Buffer = Buffer.alloc(0)
      const finish = (keep: boolean, error?: Error) => {
        clearTimeout(timer)
        socket.removeAllListeners()
        socket.on('error', () => {})
        if (!keep) this.close()
        if (error) reject(error)
        else resolve({ answers })
      }
      const take = (ended: boolean) => {
        for (let found = readAnswer(got, method, ended); found; found = readAnswer(got, method, ended)) {
          got = found.rest
          answers.push(found.answer)
          if (found.answer.status < 200) continue
          if (answers.length >= wanted || (wanted === 1 && found.answer.status >= 200)) {
            finish(found.answer.headers.get('connection') !== 'close' && !ended)
            return true
          }
        }
        return false
      }
      const timer = setTimeout(() => finish(false), patience)
      socket.on('data', (chunk) => {
        got = got.length === 0 ? chunk : Buffer.concat([got, chunk])
        try {
          take(false)
        } catch (error) {
          finish(false, error as Error)
        }
      })
      const closed = () => {
        try {
          if (!take(true)) finish(false)
        } catch (error) {
          finish(false, error as Error)
        }
      }
      socket.on('end', closed)
      socket.on('close', closed)
      socket.on('error', closed)
      socket.write(bytes)
    })
  }
}
