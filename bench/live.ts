import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { newId } from '../src/platform/ids.ts'
import { type Figure, round } from './figure.ts'
import { closedLoop } from './load.ts'
import type { Town } from './town.ts'

const followers = 10_000
const plaques = 1_000
const bounds = { bytes: 150 * 1024 * 1024, milliseconds: 3_000 }
const megabyte = 1024 * 1024
/** Milliseconds after which garbage of the work before has gone, as far as it goes by itself. */
const rest = 8_000

interface Heard {
  readonly count: number
  readonly last: number
  readonly gone: number
  readonly failed?: string
}

/**
 * Ten thousand follow the plaques of a thousand stairwells in one building. What that takes of the server's memory; how
 * long until all of them hear of a change that concerns the building, and those of one stairwell of one that is theirs.
 * @param town of a server that has just started: one that did other work has room from that, where followers are not seen
 */
export async function live(town: Town): Promise<Figure[]> {
  const { building, stairwells } = await build(town)
  const paths = stairwells.map((code) => `/p/${code}/live`)
  // The same questions without staying: what the server learns by them, it does not learn by being followed.
  let asked = 0
  await closedLoop({ clients: 16, warmUp: 0, lasts: 3_000 }, async () => {
    await town.ask(paths[asked++ % paths.length] ?? '')
  })
  await delay(rest)
  const before = await town.memory()
  const child = fork(join('bench', 'followers.ts'))
  try {
    const began = performance.now()
    await ask(child, { follow: { port: Number(new URL(town.machine.url).port), paths, count: followers } })
    const opening = performance.now() - began
    await delay(rest)
    const after = await town.memory()
    const all = await change(town, child, building, followers)
    await delay(1_500)
    const few = await change(town, child, stairwells[7] ?? '', followers / plaques)
    const { gone } = await ask(child, { look: true })
    const bytes = after - before
    const isWhole = gone === 0 && all.count === followers && few.count === followers / plaques
    return [
      {
        what: `${followers} followers`,
        value: `${round(bytes / megabyte)} MB more (${round(bytes / followers / 1024)} KB each), opened in ${round(opening / 1_000)} s`,
        bound: '≤ 150 MB',
        isOk: bytes <= bounds.bytes && gone === 0,
        numbers: { before, after, bytes, opening, gone },
      },
      {
        what: 'a change reaches them',
        value: `all ${all.count} in ${round(all.milliseconds)} ms; ${few.count} of one stairwell in ${round(few.milliseconds)} ms`,
        bound: '≤ 3 s',
        isOk: isWhole && all.milliseconds <= bounds.milliseconds,
        numbers: { all: all.milliseconds, ofAll: all.count, few: few.milliseconds, ofFew: few.count },
      },
    ]
  } finally {
    child.disconnect()
    // The next figure is taken without them.
    await delay(1_000)
  }
}

async function ask(child: ChildProcess, what: object): Promise<Heard> {
  const answered = once(child, 'message')
  child.send(what)
  const [heard] = (await answered) as [Heard]
  if (heard.failed !== undefined) throw new Error(heard.failed)
  return heard
}

/** Milliseconds from sending a report until the last who follows heard of it. */
async function change(town: Town, child: ChildProcess, plaque: string, wanted: number) {
  await ask(child, { forget: true })
  const began = performance.timeOrigin + performance.now()
  const body = { id: newId(), plaque, text: '楼顶漏水', category: 'repair.roof' }
  await town.ask('/api/v1/requests', { method: 'POST', body, staff: true })
  let heard = await ask(child, { look: true })
  while (heard.count < wanted && performance.timeOrigin + performance.now() - began < 10_000) {
    await delay(50)
    heard = await ask(child, { look: true })
  }
  return { count: heard.count, milliseconds: heard.last - began }
}

/** A building of its own with a thousand stairwells, each with a plaque. */
async function build(town: Town): Promise<{ building: string; stairwells: string[] }> {
  const code = (number: number) => `ZZ${number.toString(9).padStart(4, '0')}`
  const buildingId = newId<string>()
  const grid = "select id from places where community_id = $1 and kind = 'grid' order by id limit 1"
  await town.owner.query(
    `with grid as (${grid})
     insert into places (community_id, id, parent_id, kind, name, grid_id, building_id, compound_id)
     select $1, $2, grid.id, 'building', '99号楼', grid.id, $2,
       (select id from compounds where community_id = $1 order by id limit 1) from grid`,
    [town.communityId, buildingId],
  )
  await town.owner.query(
    `insert into places (community_id, id, parent_id, kind, name, grid_id, building_id, unit_id)
     select b.community_id, u.id, b.id, 'unit', u.number || '单元', b.grid_id, b.id, u.id
     from places b, unnest($3::uuid[]) with ordinality u (id, number) where b.community_id = $1 and b.id = $2`,
    [town.communityId, buildingId, Array.from({ length: plaques }, () => newId<string>())],
  )
  await town.owner.query(
    `insert into plaque_codes (code, community_id, place_id)
     select code, $1, id from (
       select id, row_number() over (order by id = $2 desc, id) n from places
       where community_id = $1 and building_id = $2) places
     join unnest($3::text[]) with ordinality codes (code, n) using (n)`,
    [town.communityId, buildingId, Array.from({ length: plaques + 1 }, (_, number) => code(number))],
  )
  return { building: code(0), stairwells: Array.from({ length: plaques }, (_, number) => code(number + 1)) }
}
