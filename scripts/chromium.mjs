import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './processes.mjs'

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
]
const macApps = ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
  (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
)
const windowsApps = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']

const remedy = 'apt-get install -y --no-install-recommends chromium fonts-noto-cjk'

/**
 * A Chromium for the tests in a browser, with Chinese letters; where we may, it is installed.
 * @param {{ log?: import('./processes.mjs').Log }} [options]
 * @returns {Promise<string>} the path of its executable
 * @throws {Error} with the one command to run
 */
export async function findChromium({ log = say } = {}) {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (existsSync(given)) return given
    throw new Error(`CHROMIUM_PATH says ${given}, and there is no such file.`)
  }
  const found = installed()
  const missing = [...(found ? [] : ['chromium']), ...(lacksChinese() ? ['fonts-noto-cjk'] : [])]
  if (missing.length > 0 && mayInstall()) await aptInstall(missing, log)
  const path = found ?? installed()
  if (path) return path
  throw new Error(`There is no Chromium for the tests in a browser. Run: sudo ${remedy}   or set CHROMIUM_PATH.`)
}

/** @returns {string | undefined} */
function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...(process.platform === 'darwin' ? macApps : []),
    ...(process.platform === 'win32'
      ? [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap((folder) =>
          folder ? windowsApps.map((app) => join(folder, app)) : [],
        )
      : []),
  ].find(isProgram)
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Only Linux can lack them, and where `fc-list` is missing so are all fonts. */
function lacksChinese() {
  if (process.platform !== 'linux') return false
  const { stdout } = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' })
  return (stdout ?? '').trim() === ''
}

function mayInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * @param {string[]} packages
 * @param {import('./processes.mjs').Log} log
 */
async function aptInstall(packages, log) {
  log(`Installing ${packages.join(' and ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // An update that fails (one dead mirror among several) need not make the installation fail; if it does, both are told.
  const update = await run('apt-get', ['update'], { env })
  const install = await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env })
  if (install.code !== 0) {
    throw new Error(
      `${update.output}${install.output}\nInstalling them failed. Run: sudo apt-get update && sudo ${remedy}`,
    )
  }
}
