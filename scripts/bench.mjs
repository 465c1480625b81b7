/** `npm run bench`: builds what the server needs and runs `bench/main.ts` with the pinned Node, which reads TypeScript. */
import { join } from 'node:path'
import { allParts, ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { pinnedNode, root, run, surroundings } from './processes.mjs'

await ensureInstalled()
await ensureBuilt({ what: allParts })
const { code } = await run(pinnedNode(), [join(root, 'bench', 'main.ts'), ...process.argv.slice(2)], {
  show: true,
  env: surroundings(),
})
process.exitCode = code
