/** Builds one part into dist/. Started by `build.mjs`, under the pinned Node and with everything installed. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, isAbsolute, join } from 'node:path'
import { root } from './processes.mjs'

const assets = join(root, 'src', 'doors', 'resident', 'assets')

/** The oldest browsers for the residents' pages: Chrome 64 and iOS 11.3, both of 2018. */
const oldPhones = { script: 'es2018', style: { chrome: 64 << 16, ios_saf: (11 << 16) | (3 << 8), firefox: 60 << 16 } }

const builders = {
  server: buildServer,
  resident: buildResident,
  lead: () => buildApp('lead'),
  desk: () => buildApp('desk'),
}

/** One file (and one for each dynamic import) of our own code; the packages stay in node_modules. */
async function buildServer() {
  const { build } = await import('rolldown')
  await build({
    input: join(root, 'src', 'doors', 'cli', 'main.ts'),
    cwd: root,
    platform: 'node',
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    tsconfig: join(root, 'tsconfig.json'),
    transform: { target: 'node24' }, // JSX to @kitajs/html is in tsconfig.json
    output: {
      dir: join(root, 'dist', 'server'),
      format: 'esm',
      entryFileNames: 'main.js',
      chunkFileNames: '[name]-[hash].js',
      sourcemap: true,
      cleanDir: true,
    },
  })
}

/**
 * The small styles and scripts of the residents' pages: each `name.css` and `name.ts` becomes `name-<hash>.css` or
 * `.js` (a plain script for `<script defer>`), any other file a copy under a hashed name. `manifest.json` tells which:
 * `{ "name.css": "name-1a2b3c4d.css", "name.js": … }`.
 */
async function buildResident() {
  const target = join(root, 'dist', 'resident')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  /** @type {Record<string, string>} */
  const manifest = {}
  /** @param {string} name @param {string | Uint8Array} contents */
  const emit = (name, contents) => {
    const kind = extname(name)
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8)
    const file = `${name.slice(0, -kind.length)}-${hash}${kind}`
    writeFileSync(join(target, file), contents)
    manifest[name] = file
  }
  const names = readdirSync(assets, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^\.|\.test\.ts$|\.d\.ts$|\.md$/.test(entry.name))
    .map((entry) => entry.name)
    .sort()
  // Pictures and fonts first: the styles name them.
  for (const name of names) if (!/\.(css|ts)$/.test(name)) emit(name, readFileSync(join(assets, name)))
  for (const name of names) if (name.endsWith('.css')) emit(name, await style(join(assets, name), manifest))
  for (const name of names) {
    if (name.endsWith('.ts')) emit(name.replace(/\.ts$/, '.js'), await script(join(assets, name)))
  }
  writeFileSync(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/**
 * @param {string} path
 * @param {Record<string, string>} manifest
 */
async function style(path, manifest) {
  // Vite brings Lightning CSS; it is not a package of our own.
  const { bundle } = createRequire(createRequire(import.meta.url).resolve('vite'))('lightningcss')
  const { code, warnings } = bundle({
    filename: path,
    minify: true,
    targets: oldPhones.style,
    visitor: {
      /** @param {{ url: string, loc: unknown }} address */
      Url(address) {
        if (/^(data:|https?:|\/|#)/.test(address.url)) return address
        const file = manifest[address.url.replace(/^\.\//, '')]
        if (!file) throw new Error(`${path} names ${address.url}, which is not in its folder`)
        return { ...address, url: file }
      },
    },
  })
  for (const { message } of warnings) console.warn(`${path}: ${message}`)
  return code
}

/** @param {string} path */
async function script(path) {
  const { build } = await import('rolldown')
  const { output } = await build({
    input: path,
    cwd: root,
    platform: 'browser',
    tsconfig: join(root, 'tsconfig.json'),
    transform: { target: oldPhones.script },
    write: false,
    preserveEntrySignatures: false, // What only a test imports is not shipped.
    output: { format: 'iife', minify: true, codeSplitting: false },
  })
  return output[0].code
}

/** @param {'lead' | 'desk'} door */
async function buildApp(door) {
  const { build } = await import('vite')
  const folder = join(root, 'src', 'doors', door)
  await build({
    root: folder,
    configFile: join(folder, 'vite.config.ts'),
    mode: 'production',
    logLevel: 'warn',
    build: { outDir: join(root, 'dist', door), emptyOutDir: true },
  })
}

const part = /** @type {keyof typeof builders} */ (process.argv[2])
process.chdir(root)
await builders[part]()
