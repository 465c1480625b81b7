import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { serverEnvironment, serverFlags } from '../../scripts/processes.mjs'
import { joinRunning } from '../../src/platform/database/embedded.ts'

/** What a power cut, or somebody who ends the wrong process, takes away. */
export const kills = ['server', 'database', 'both', 'backend'] as const
export type Kill = (typeof kills)[number]

/** Milliseconds after which a start that does not answer is a hanging one. The first one makes the demo. */
const patience = { first: 120_000, later: 30_000 } as const

/**
 * The real built server with its embedded database on a folder of its own, and whoever starts it again when it is gone
 * (systemd, or a person).
 */
export async function openMachine(folder: string, settings: Readonly<Record<string, string>>) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const environment = {
    ...process.env,
    ...serverEnvironment,
    NODE_ENV: '',
    SILIN_DATA: folder,
    PORT: String(port),
    ...settings,
  }
  let server: ChildProcess | null = null
  let ending = false
  /** Ends by themselves, such as of a server whose database died too often. */
  let ownEnds = 0
  const lines: string[] = []
  const errors: string[] = []

  function run(args: readonly string[]) {
    return spawn(process.execPath, [...serverFlags, join('dist', 'server', 'main.js'), ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  function start(): void {
    const child = run(['start'])
    server = child
    const hear = (text: Buffer) => {
      lines.push(...text.toString('utf8').split('\n'))
      errors.push(
        ...text
          .toString('utf8')
          .split('\n')
          .filter((line) => line.includes('"level":50')),
      )
      if (lines.length > 400) lines.splice(0, lines.length - 400)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (_code, signal) => {
      if (server !== child) return
      server = null
      if (signal !== 'SIGKILL') ownEnds += 1
      if (!ending) start()
    })
  }

  async function isReady(): Promise<boolean> {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(9_000) }).catch(() => null)
    await answer?.body?.cancel().catch(() => {})
    return answer?.status === 200
  }

  return {
    url,
    folder,
    /** The last lines that the server said. */
    lines,
    /** Whatever it logged as an error. */
    errors,
    ownEnds: () => ownEnds,
    processId: () => server?.pid ?? null,
    start,

    /** @returns milliseconds until it was ready, or null when it did not become so in time */
    async ready(which: keyof typeof patience): Promise<number | null> {
      const began = performance.now()
      while (performance.now() - began < patience[which]) {
        if (await isReady()) return performance.now() - began
        await delay(20)
      }
      return null
    },

    /** SIGKILL, at once, to one of them or to both. The server is started again by itself. */
    async kill(what: Kill): Promise<void> {
      const postmaster = await postmasterOf(folder)
      if (what === 'backend') {
        const [backend] = postmaster ? await childrenOf(postmaster) : []
        if (backend) killHard(backend)
        return
      }
      if (what !== 'server' && postmaster) killHard(postmaster)
      if (what !== 'database' && server?.pid) killHard(server.pid)
    },

    /** Prints what a command beside the running server says on standard output. */
    async say(args: readonly string[]): Promise<string> {
      const child = run(args)
      let said = ''
      child.stdout.on('data', (text: Buffer) => {
        said += text.toString('utf8')
      })
      const code = await new Promise((resolve) => child.once('exit', resolve))
      if (code !== 0) throw new Error(`silin ${args[0]} ended with ${code}`)
      return said.trim()
    },

    /** Owner's connection string, for looking behind the wall. */
    async ownerUrl(): Promise<string> {
      const found = await joinRunning(join(folder, 'postgres'))
      if (!found) throw new Error('the embedded database does not answer')
      return found
    },

    async stop(): Promise<void> {
      ending = true
      const child = server
      if (!child) return
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGTERM')
      await Promise.race([gone, delay(10_000, undefined, { ref: false })])
      if (child.exitCode === null) {
        await this.kill('both')
        await gone
      }
    },
  }
}
export type Machine = Awaited<ReturnType<typeof openMachine>>

async function postmasterOf(folder: string): Promise<number | null> {
  const notes = await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(notes.split('\n')[0])
  // A note that was made harmless names whoever has started it.
  return pid > 0 && (await isPostgres(pid)) ? pid : null
}

async function isPostgres(pid: number): Promise<boolean> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return /postgres\0/.test(words)
}

/** The processes that work for connections of the application. */
async function childrenOf(postmaster: number): Promise<number[]> {
  const list = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').catch(() => '')
  const working: number[] = []
  for (const pid of list.trim().split(' ').map(Number)) {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (/silin_app/.test(title)) working.push(pid)
  }
  return working
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
