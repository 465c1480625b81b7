import { connect, type Socket } from 'node:net'

/**
 * A process of its own: opens lines to the server and tells when something came on them. Nothing is kept of a line but its
 * socket, so that ten thousand fit beside what is measured.
 */
interface Order {
  readonly port: number
  readonly paths: readonly string[]
  /** So many lines, one path after the other. */
  readonly count: number
}

/** Lines that are opened at once; the queue for new connections holds some hundred. */
const atOnce = 100
let heard: { count: number; first: number; last: number } = { count: 0, first: 0, last: 0 }
let gone = 0
const lines: Socket[] = []

/** Milliseconds since 1970 of this machine, the same in all its processes. */
const now = () => performance.timeOrigin + performance.now()

function onData(this: Socket, bytes: Buffer): void {
  if (!bytes.includes('data:')) return
  const at = now()
  heard = { count: heard.count + 1, first: heard.first || at, last: at }
}

function open(order: Order, number: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(order.port, '127.0.0.1')
    // Each from another address: a limit on one of them is for one, not for a whole town.
    const address = `10.${number & 255}.${(number >> 8) & 255}.7`
    socket.write(
      `GET ${order.paths[number % order.paths.length]} HTTP/1.1\r\nhost: bench\r\naccept: text/event-stream\r\nx-forwarded-for: ${address}\r\nuser-agent: Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile\r\naccept-language: zh-CN,zh;q=0.9\r\naccept-encoding: gzip, deflate, br\r\n\r\n`,
    )
    socket.once('data', (head) => {
      const status = head.subarray(9, 12).toString()
      if (status !== '200') return reject(new Error(`a follower was answered ${status}`))
      socket.on('data', onData)
      resolve()
    })
    socket.once('error', reject)
    socket.on('close', () => {
      gone += 1
    })
    lines.push(socket)
  })
}

async function follow(order: Order): Promise<void> {
  let next = 0
  const openers = Array.from({ length: atOnce }, async () => {
    while (next < order.count) await open(order, next++)
  })
  await Promise.all(openers)
}

process.on('message', async (what: { follow: Order } | { look: true } | { forget: true }) => {
  try {
    if ('follow' in what) await follow(what.follow)
    else if ('forget' in what) heard = { count: 0, first: 0, last: 0 }
    process.send?.({ ...heard, gone, lines: lines.length })
  } catch (error) {
    process.send?.({ failed: String(error) })
  }
})
process.once('disconnect', () => process.exit())
