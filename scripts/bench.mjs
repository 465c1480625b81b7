/**
 * `npm run bench`: builds what the server needs and runs `bench/main.ts` with the pinned Node, which reads TypeScript.
 * `npm run bench city …` runs `bench/city/main.ts` in its place.
 */
import { join } from 'node:path'
import { allParts, ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { pinnedNode, root, run, surroundings } from './processes.mjs'

await ensureInstalled()
await ensureBuilt({ what: allParts })
const others = { city: join('city', 'main.ts') }
const [first, ...rest] = process.argv.slice(2)
const [main, given] = first in others ? [others[first], rest] : ['main.ts', process.argv.slice(2)]
const { code } = await run(pinnedNode(), [join(root, 'bench', main), ...given], {
  show: true,
  env: surroundings(),
})
process.exitCode = code
