import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Chain, headIn, type KnownHead, type Verified, verifyAudit } from '../../capabilities/audit/index.ts'
import { createPlaces } from '../../capabilities/places/index.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { live } from './life.ts'
import { open, progress, progressDone } from './open.ts'

/** What is wrong with a chain, and what to make of it. */
const faults = {
  missing: 'a line is missing here: it was deleted from the database',
  changed: 'a line was changed after it was written',
  reordered: 'a line does not follow from the one before it: lines were exchanged, or put here from elsewhere',
  foreign: 'a line was not written by Silin, or was changed before it was sealed',
  cut_off: 'lines after this are gone: the chain was longer once',
  rewritten: 'the chain had another line here once',
  beginning: 'older lines are gone, and nobody took them away for their age',
} as const satisfies Record<Extract<Verified, { ok: false }>['fault']['kind'], string>

/** `silin audit verify`: reads every chain to its end and says whether it is as it was written. */
export async function verifyChains(config: Config, options: { heads?: string }): Promise<void> {
  const heads = options.heads === undefined ? [] : await readHeads(options.heads)
  let broken = 0
  await live(async (life) => {
    const { house } = await open(life, config, !config.production, true)
    const communities = await createPlaces(house).communities()
    const chains: { chain: Chain; name: string }[] = [
      { chain: 'installation', name: 'installation' },
      ...communities.map(({ id, name }) => ({ chain: id, name })),
    ]
    for (const [index, { chain, name }] of chains.entries()) {
      const at = `${index + 1}/${chains.length} ${name}`
      const verified = await verifyAudit(house, chain, {
        heads: heads.filter((head) => head.chain === chain),
        progress: throttled((done, total) => progress(`${at}: ${done} of ${total}`)),
      })
      progressDone()
      console.log(`${verified.ok ? 'good  ' : 'BROKEN'}  ${at}: ${sentence(verified)}`)
      if (!verified.ok) broken += 1
    }
    if (options.heads !== undefined) console.log(`${heads.length} heads of ${options.heads} were compared.`)
    if (broken > 0) console.log('Keep this database as it is, and find out who has had access to it.')
  })
  if (broken > 0) process.exitCode = 1
}

function sentence(verified: Verified): string {
  if (!verified.ok) {
    const { kind, number, entryId } = verified.fault
    const where = [number === null ? 'not yet sealed' : `line ${number}`, entryId].filter(Boolean).join(', ')
    return `${faults[kind]} (${where}); ${verified.count} lines before it are good`
  }
  const { count, head, waiting } = verified
  const sealed = `${count} lines, head ${head.number} ${head.hash.toString('base64url')}`
  return waiting === 0 ? sealed : `${sealed}; ${waiting} wait for their place`
}

async function readHeads(file: string): Promise<KnownHead[]> {
  const found: KnownHead[] = []
  try {
    const input = file === '-' ? process.stdin : createReadStream(file)
    for await (const line of createInterface({ input })) {
      const head = headIn(line)
      if (head) found.push(head)
    }
  } catch (error) {
    throw new ConfigError('--heads', `cannot be read (${(error as { code?: string }).code ?? 'unknown'})`)
  }
  if (found.length === 0) throw new ConfigError('--heads', 'holds no head of an audit chain')
  return found
}

/** A line of progress each fifth of a second is enough. */
function throttled(tell: (done: number, total: number) => void): (done: number, total: number) => void {
  let last = 0
  return (done, total) => {
    if (performance.now() - last < 200) return
    last = performance.now()
    tell(done, total)
  }
}
