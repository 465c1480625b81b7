/**
 * `npm run drill:abuse [-- URL]`: attacks a running demo with 200 devices for 30 seconds, at one plaque, and shows that the
 * honest neighbour still gets through. Without a URL it starts a demo of its own in a folder that it throws away. A server
 * of yours must trust one proxy (SILIN_TRUST_PROXY=1), or all devices are one network to it.
 *
 * Prints a table; the exit status is 0 when every honest neighbour got through or, without scripts, waits under their own
 * link, what is urgent waited for nobody, and no more of the attack went on than one plaque may receive.
 */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { v7 } from 'uuid'
import { root, say, surroundings } from './processes.mjs'

const plaque = 'K7M2Q9'
const [devices, seconds] = [200, 30]
/** What one plaque may receive at once (rules-for-limits.ts), and what fills again while the attack goes on. */
const mostOfAttack = 40 + 2

/** @typedef {{ sent: number, taken: number, held: number, refused: number, failed: number, times: number[] }} Tally */
/** @returns {Tally} */
const tally = () => ({ sent: 0, taken: 0, held: 0, refused: 0, failed: 0, times: [] })
/** @type {Record<string, Tally>} */
const tallies = {
  'attack: one cookie each': tally(),
  'attack: no cookie': tally(),
  'attack: a new cookie each time': tally(),
  'honest: with scripts': tally(),
  'honest: without scripts': tally(),
  'honest: urgent': tally(),
}
/** @param {string} name @returns {Tally} */
const of = (name) => tallies[name] ?? tally()

/** @returns {Promise<number>} a port that nobody uses right now */
const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Starts a demo of our own. @returns {Promise<{ url: string, stop: () => Promise<void> }>} */
async function startDemo() {
  const [folder, port] = [await mkdtemp(join(tmpdir(), 'silin-drill-')), await freePort()]
  say('Starting a demo to attack …')
  const child = spawn(process.execPath, [join(root, 'scripts', 'silin.mjs'), 'start'], {
    cwd: root,
    env: { ...surroundings(), SILIN_DATA: folder, PORT: String(port), SILIN_TRUST_PROXY: '1', SILIN_LOG: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = async () => {
    const ended = child.exitCode === null ? new Promise((done) => child.once('exit', done)) : null
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break
    const answer = await fetch(`${url}/p/${plaque}`).catch(() => null)
    if (answer?.status === 200) return { url, stop }
    await pause(1_000)
  }
  await stop()
  throw new Error('the demo did not start')
}

/** One browser or script: its address, and the cookies that it keeps. */
class Device {
  /** @param {string} url @param {string} address */
  constructor(url, address) {
    this.url = url
    this.address = address
    this.cookie = ''
  }

  /** @param {string} path @param {Record<string, string>} [fields] */
  async ask(path, fields) {
    const answer = await fetch(`${this.url}${path}`, {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { 'x-forwarded-for': this.address, ...(this.cookie && { cookie: this.cookie }) },
      ...(fields && { body: new URLSearchParams(fields) }),
      signal: AbortSignal.timeout(30_000),
    })
    const set = answer.headers.getSetCookie().find((one) => one.startsWith('silin_device='))
    if (set) this.cookie = set.split(';')[0] ?? ''
    return { status: answer.status, page: answer.headers.get('location') ?? '', body: await answer.text() }
  }

  /** Sends a report, and reads what became of it. @param {string} text @param {string} [category] @param {string} [id] */
  async report(text, category = 'noise.neighbour', id = v7()) {
    const fields = { id, text, category, confirm: '1', warned: '1' }
    const sent = await this.ask(`/p/${plaque}`, fields)
    if (sent.status !== 303) return { sent, page: null }
    return { sent, page: await this.ask(sent.page) }
  }
}

/** @param {{ body: string }} page */
const isHeld = (page) => page.body.includes('收到了，没有丢')

/** @param {Tally} count @param {Awaited<ReturnType<Device['report']>>} result */
function note(count, { sent, page }) {
  if (sent.status === 429) count.refused += 1
  else if (page?.status !== 200) count.failed += 1
  else if (isHeld(page)) count.held += 1
  else count.taken += 1
}

/** @param {string} url @param {number} n @param {number} until */
async function attack(url, n, until) {
  const kind = ['one cookie each', 'no cookie', 'a new cookie each time'][n % 3] ?? ''
  const count = of(`attack: ${kind}`)
  // Four devices share a network, as the machines of one provider do.
  const device = new Device(url, `198.${18 + (n % 2)}.${n >> 2}.${(n % 250) + 1}`)
  await pause(randomInt(1_000))
  while (performance.now() < until) {
    try {
      if (n % 3 !== 1 && device.cookie === '') await device.ask(`/p/${plaque}`)
      if (n % 3 === 1) device.cookie = ''
      count.sent += 1
      note(count, await device.report(`灌水 ${n} ${count.sent}`))
      if (n % 3 === 2) device.cookie = ''
    } catch {
      count.failed += 1
    }
    await pause(500 + randomInt(1_000))
  }
}

/** Does the work that a page asks for, as its script does. @param {string} body */
async function work(body) {
  const given = body.match(/data-challenge="([^"]*)"/)?.[1]
  if (!given) return null
  const challenge = JSON.parse(given.replaceAll('&#34;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'))
  return JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) })
}

/** One neighbour, who presses again when told that very many people are here. @param {string} url @param {string} name @param {number} n */
async function neighbour(url, name, n) {
  const count = of(name)
  const device = new Device(url, `203.0.${n % 250}.${randomInt(1, 250)}`)
  const [began, id] = [performance.now(), v7()]
  count.sent += 1
  for (let tries = 0; tries < 15; tries++) {
    try {
      await device.ask(`/p/${plaque}`)
      const result = await device.report(
        name.endsWith('urgent') ? '楼道里有燃气味' : `水管漏水 ${n}`,
        name.endsWith('urgent') ? 'safety.gas_smell' : 'noise.neighbour',
        id,
      )
      const { sent, page } = result
      if (sent.status !== 303 || page?.status !== 200) {
        await pause(1_000)
        continue
      }
      const proof = name.endsWith('with scripts') && isHeld(page) ? await work(page.body) : null
      if (proof) {
        await device.ask(`${sent.page}/proof`, { proof })
        const after = await device.ask(sent.page)
        // The server was too busy to take the proof: the page is still there, and so is the neighbour.
        if (after.status !== 200 || isHeld(after)) {
          await pause(1_000)
          continue
        }
        note(count, { sent, page: after })
      } else note(count, result)
      count.times.push(performance.now() - began)
      return
    } catch {
      await pause(1_000)
    }
  }
  count.failed += 1
}

/** @param {number[]} times @param {number} part */
const quantile = (times, part) => times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0
/** @param {number} ms */
const shown = (ms) => (ms === 0 ? '' : `${(ms / 1_000).toFixed(1)} s`)

function print() {
  const head = ['', 'sent', 'went on', 'held', 'refused', 'failed', 'median', '95 %']
  const rows = Object.entries(tallies).map(([name, { sent, taken, held, refused, failed, times }]) =>
    [name, sent, taken, held, refused, failed, shown(quantile(times, 0.5)), shown(quantile(times, 0.95))].map(String),
  )
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map((row) => row[n]?.length ?? 0)))
  for (const row of [head, ...rows])
    say(row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  '))
}

/** @returns {string[]} what did not hold */
function broken() {
  const attacks = Object.entries(tallies).filter(([name]) => name.startsWith('attack'))
  const wentOn = attacks.reduce((sum, [, count]) => sum + count.taken, 0)
  const [scripts, without, urgent] = [of('honest: with scripts'), of('honest: without scripts'), of('honest: urgent')]
  return [
    ...(wentOn > mostOfAttack ? [`${wentOn} reports of the attack went on; a plaque may receive ${mostOfAttack}`] : []),
    ...(scripts.taken < scripts.sent ? ['an honest neighbour with scripts did not get through'] : []),
    ...(without.taken + without.held < without.sent ? ['an honest neighbour without scripts was refused'] : []),
    ...(urgent.taken < urgent.sent ? ['something urgent was held'] : []),
    ...(attacks.some(([, count]) => count.sent === 0) ? ['there was no attack'] : []),
  ]
}

async function main() {
  const given = process.argv[2]
  const target = given ? { url: given.replace(/\/$/, ''), stop: async () => {} } : await startDemo()
  try {
    say(`${devices} devices attack ${target.url}/p/${plaque} for ${seconds} seconds …`)
    const until = performance.now() + seconds * 1_000
    const attackers = Array.from({ length: devices }, (_, n) => attack(target.url, n, until))
    /** @type {Promise<void>[]} */
    const honest = []
    for (let n = 0; performance.now() < until; n++) {
      await pause(1_500)
      honest.push(neighbour(target.url, 'honest: with scripts', n * 3))
      if (n % 3 === 0) honest.push(neighbour(target.url, 'honest: without scripts', n * 3 + 1))
      if (n % 6 === 5) honest.push(neighbour(target.url, 'honest: urgent', n * 3 + 2))
    }
    await Promise.all([...attackers, ...honest])
  } finally {
    await target.stop()
  }
  print()
  const wrong = broken()
  for (const one of wrong) say(`NOT HELD: ${one}`)
  say(wrong.length === 0 ? 'The honest neighbour gets through.' : 'The drill failed.')
  return wrong.length === 0 ? 0 : 1
}

process.exitCode = await main().catch((error) => {
  say(error instanceof Error ? error.message : String(error))
  return 1
})
