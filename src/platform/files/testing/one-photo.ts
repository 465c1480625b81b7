import { readFileSync } from 'node:fs'
import { preparePhoto } from '../photo.ts'

/*
 * Prepares one photo in a process of its own, and tells what became of it, how long it took and how much memory the
 * process ever had: `node one-photo.ts FILE`. Whoever starts it limits what it may have.
 */
const began = performance.now()
const prepared = await preparePhoto(readFileSync(process.argv[2] ?? ''))
const outcome = prepared.ok
  ? { outcome: 'taken', width: prepared.width, height: prepared.height, full: prepared.full.toString('base64') }
  : { outcome: prepared.refusal }
process.stdout.write(
  JSON.stringify({
    ...outcome,
    milliseconds: Math.round(performance.now() - began),
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
)
