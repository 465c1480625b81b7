import { SMTPServer } from 'smtp-server'

/** One message as a mail server took it. */
interface Mail {
  readonly to: readonly string[]
  readonly raw: string
}

/** A real SMTP server on a free port of this machine. `answers` are the codes of the next recipients; then 250. */
export async function mailServer(port = 0) {
  const mails: Mail[] = []
  const answers: number[] = []
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_, __, done) {
      const code = answers.shift() ?? 250
      done(code === 250 ? null : Object.assign(new Error('not now'), { responseCode: code }))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({ to, raw: Buffer.concat(parts).toString('utf8') })
        done(null, 'queued')
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    mails,
    answers,
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
