import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** One message of PostgreSQL's protocol from a client, whole (Frontend/Backend Protocol, "Message Formats"). */
interface Message {
  /** Q simple query, P parse, E execute, S sync …; empty for the start of a connection. */
  readonly type: string
  readonly bytes: Buffer
}

/** How the network and the database behind it are today. */
interface Weather {
  /** Milliseconds that each statement takes more: before each simple query and each execution. */
  slow: number
  /** Nothing comes through any more, and nobody says so. */
  silent: boolean
  /** Statements that match fail with this SQLSTATE, as on a server that cannot write. */
  refuse: { readonly statement: RegExp; readonly code: string } | null
  /** The connection whose statement matches stands still from there on; `then` is told once. */
  hold: { readonly statement: RegExp; readonly then: () => void } | null
}

/**
 * A network between servers and their database that can be slow, fall silent, be cut, refuse and stand still in the
 * middle of a transaction. It reads what clients say, since "each statement" is not "each packet".
 */
export async function openNetwork(databaseUrl: string) {
  const to = new URL(databaseUrl)
  const weather: Weather = { slow: 0, silent: false, refuse: null, hold: null }
  const pairs = new Set<readonly [Socket, Socket]>()
  const between = createServer((near) => {
    const far = connect(Number(to.port), to.hostname)
    const pair = [near, far] as const
    pairs.add(pair)
    const read = messages()
    let passing: Promise<void> = Promise.resolve()
    near.on('data', (bytes: Buffer) => {
      if (weather.silent) return
      for (const message of read(bytes)) passing = passing.then(() => pass(message, near, far, weather))
    })
    far.on('data', (bytes: Buffer) => {
      if (!weather.silent) near.write(bytes)
    })
    for (const [one, other] of [pair, [far, near]] as const) {
      one.on('error', () => {})
      one.on('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
    }
  })
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done))
  const { port } = between.address() as AddressInfo
  return {
    weather,
    /** The same database by way of this network. */
    through(url: string): string {
      const way = new URL(url)
      way.hostname = '127.0.0.1'
      way.port = String(port)
      return way.toString()
    },
    /** Cuts every connection. */
    cut(): void {
      for (const socket of [...pairs].flat()) socket.destroy()
    },
    /** Resolves when some connection is about to say this; it says nothing more. */
    heldAt: (statement: RegExp) =>
      new Promise<void>((then) => {
        weather.hold = { statement, then }
      }),
    async close(): Promise<void> {
      this.cut()
      await new Promise((done) => between.close(done))
    },
  }
}
export type Network = Awaited<ReturnType<typeof openNetwork>>

/** Takes bytes as they come and gives back whole messages. */
function messages(): (bytes: Buffer) => Message[] {
  let left = Buffer.alloc(0)
  let begun = false
  return (bytes) => {
    left = Buffer.concat([left, bytes])
    const found: Message[] = []
    for (;;) {
      // The first message has no type.
      const head = begun ? 1 : 0
      if (left.length < head + 4) return found
      const length = head + left.readInt32BE(head)
      if (left.length < length) return found
      found.push({ type: begun ? String.fromCharCode(left[0] ?? 0) : '', bytes: left.subarray(0, length) })
      left = left.subarray(length)
      begun = true
    }
  }
}

/** Connections of which what comes until their next sync belongs to a statement that was refused. */
const refused = new WeakSet<Socket>()
const held = new WeakSet<Socket>()

async function pass({ type, bytes }: Message, near: Socket, far: Socket, weather: Weather): Promise<void> {
  if (held.has(near)) return
  if (refused.has(near)) {
    if (type === 'S') refused.delete(near)
    return
  }
  const said = type === 'Q' || type === 'P' ? bytes.toString('utf8', 5) : ''
  if (said && weather.hold?.statement.test(said)) {
    held.add(near)
    weather.hold.then()
    weather.hold = null
    return
  }
  if (weather.slow > 0 && (type === 'Q' || type === 'E')) await new Promise((done) => setTimeout(done, weather.slow))
  if (far.destroyed) return
  if (said && weather.refuse?.statement.test(said)) {
    if (type === 'P') refused.add(near)
    far.write(failing(weather.refuse.code))
  } else far.write(bytes)
}

/**
 * A statement that fails with this code, in place of the one that was sent: so it is the database itself that answers
 * and whose transaction has failed.
 */
function failing(code: string): Buffer {
  const text = `do $$ begin raise exception 'could not extend file' using errcode = '${code}'; end $$\0`
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(Buffer.byteLength(text) + 4, 1)
  return Buffer.concat([head, Buffer.from(text)])
}
