#!/usr/bin/env node
/**
 * `silin …` and `npm start`: installs and builds what is missing, then hands over to the server under the pinned Node.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { exitCodeOf, pinnedNode, root, say, serverEnvironment, serverFlags } from './processes.mjs'

/** Signals that come closer together than this (milliseconds) are one wish: nobody presses Ctrl-C twice so fast. */
const oneWish = 400

try {
  await ensureInstalled({ log: say })
  await ensureBuilt({ log: say })
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
handOver(process.argv.slice(2))

/**
 * The server gets each wish to stop exactly once. A Ctrl-C would reach it twice or three times: the terminal sends
 * SIGINT to its whole process group, and npm sends another one after it. So on Unix the server leads a group of its
 * own, hears of signals only through us, and (`stay-with-parent`) stops by itself should we be killed.
 * @param {string[]} args
 */
function handOver(args) {
  const alone = process.platform !== 'win32'
  const child = spawn(
    pinnedNode(),
    [
      '--enable-source-maps',
      ...serverFlags,
      ...(alone ? ['--import', pathToFileURL(join(root, 'scripts', 'stay-with-parent.mjs')).href] : []),
      join(root, 'dist', 'server', 'main.js'),
      ...args,
    ],
    { stdio: 'inherit', detached: alone, env: { ...process.env, ...serverEnvironment } },
  )
  let last = Number.NEGATIVE_INFINITY
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    if (!alone) return // Windows has told the server already, as it tells every program of a console.
    if (performance.now() - last < oneWish) return
    last = performance.now()
    child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal) // A closed terminal is a wish to stop, too.
  }
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  child.once('error', (error) => {
    say(`The server could not be started: ${error.message}`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    for (const each of signals) process.off(each, forward)
    process.exitCode = exitCodeOf(signal)
    process.kill(process.pid, signal)
  })
}
