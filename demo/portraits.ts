import { createPhotos } from '../src/platform/files/photos.ts'
import type { House } from '../src/platform/house.ts'
import type { FileId } from '../src/platform/ids.ts'
import '../src/capabilities/places/tables.ts'
import { showPlaque } from './places.ts'

/** Ground, clothes and hair of each drawn face; nobody real is shown. */
const faces = [
  { ground: '#e6d5c9', clothes: '#8a5a44', hair: '#4a4038', cut: 'bob' },
  { ground: '#cfdce6', clothes: '#4d7a9a', hair: '#6b6f72', cut: 'short' },
  { ground: '#e4cadb', clothes: '#8c4d76', hair: '#3b3434', cut: 'bun' },
  { ground: '#d9e3d4', clothes: '#557a54', hair: '#9a9a96', cut: 'short' },
  { ground: '#efe0c2', clothes: '#a3742b', hair: '#5b4a3a', cut: 'curls' },
  { ground: '#d5dedb', clothes: '#12545a', hair: '#c9c9c4', cut: 'short' },
  { ground: '#e9d3cf', clothes: '#a2493f', hair: '#3f3833', cut: 'bob' },
  { ground: '#d3d8ea', clothes: '#4f5b93', hair: '#555a60', cut: 'cap' },
] as const
type Cut = (typeof faces)[number]['cut']

const behind: Readonly<Record<Cut, string>> = {
  bob: '<path d="M96 150c0-62 28-90 64-90s64 28 64 90v40H96z"/>',
  bun: '<circle cx="160" cy="52" r="26"/><path d="M104 140c0-56 24-80 56-80s56 24 56 80z"/>',
  curls: '<circle cx="112" cy="118" r="30"/><circle cx="208" cy="118" r="30"/><circle cx="160" cy="82" r="44"/>',
  short: '<path d="M108 132c0-50 22-72 52-72s52 22 52 72z"/>',
  cap: '<path d="M108 132c0-50 22-72 52-72s52 22 52 72z"/>',
}
const before: Readonly<Record<Cut, string>> = {
  bob: '<path d="M112 130c8-34 24-44 52-44 24 0 38 12 44 44-30-6-50-16-62-32-6 16-16 26-34 32z"/>',
  bun: '<path d="M112 128c6-30 24-44 48-44s42 14 48 44c-18-20-34-28-48-28s-30 8-48 28z"/>',
  curls: '<path d="M114 122c10-26 26-36 46-36s36 10 46 36c-16-10-30-14-46-14s-30 4-46 14z"/>',
  short: '<path d="M112 124c4-28 22-42 48-42s44 14 48 42c-14-12-30-16-48-16s-34 4-48 16z"/>',
  cap: '<path d="M106 122c0-34 22-54 54-54s54 20 54 54z"/><rect x="98" y="116" width="124" height="12" rx="6"/>',
}

/** A drawn face of 320 × 320 pixels, as SVG. */
function draw({ ground, clothes, hair, cut }: (typeof faces)[number]): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320" viewBox="0 0 320 320">
<rect width="320" height="320" fill="${ground}"/>
<g fill="${hair}">${behind[cut]}</g>
<path d="M52 320c4-66 48-98 108-98s104 32 108 98z" fill="${clothes}"/>
<path d="M138 190h44v44c-8 12-36 12-44 0z" fill="#dfb393"/>
<ellipse cx="160" cy="148" rx="50" ry="58" fill="#ecc5a6"/>
<g fill="${hair}">${before[cut]}</g></svg>`)
}

/**
 * Gives the demo's leads drawn portraits, as if each had put one on the plaque; some have none, as in life. Running it
 * again changes nothing.
 */
export async function givePortraits(house: Pick<House, 'database' | 'files'>): Promise<void> {
  const { default: sharp } = await import('sharp')
  const shown = await house.database.work({ communities: [] }, (work) =>
    work.selectFrom('plaque_codes').select('community_id').where('code', '=', showPlaque.code).executeTakeFirst(),
  )
  if (!shown) return
  const communityId = shown.community_id
  const scope = { communities: [communityId] }
  const leads = await house.database.work(scope, (work) =>
    work
      .selectFrom('responsibilities as r')
      .innerJoin('plaque_codes as shown', (join) => join.on('shown.code', '=', showPlaque.code))
      .innerJoin('places as stairwell', (join) =>
        join.onRef('stairwell.community_id', '=', 'shown.community_id').onRef('stairwell.id', '=', 'shown.place_id'),
      )
      .select(['r.id', 'r.portrait_file_id'])
      .where('r.community_id', '=', communityId)
      .where('r.role', 'in', ['unitLead', 'buildingLead', 'gridLead'])
      .where('r.public_phone', '=', true)
      // The three of the stairwell that everybody sees first come first, so that no two of them share a face.
      .orderBy(
        (of) =>
          of('r.place_id', 'in', [
            of.ref('stairwell.unit_id'),
            of.ref('stairwell.building_id'),
            of.ref('stairwell.grid_id'),
          ]),
        'desc',
      )
      .orderBy((of) => of('r.role', '=', 'unitLead'), 'desc')
      .orderBy((of) => of('r.role', '=', 'buildingLead'), 'desc')
      .orderBy('r.id')
      .execute(),
  )
  if (leads.some((lead) => lead.portrait_file_id !== null)) return
  const photos = createPhotos(house)
  const files: FileId[] = []
  for (const face of faces) {
    const kept = await photos.keep(communityId, await sharp(draw(face)).png().toBuffer(), 'public')
    if (kept.ok) files.push(kept.id)
  }
  await house.database.work(scope, async (work) => {
    for (const [index, portrait] of files.entries()) {
      const theirs = leads.filter((_lead, order) => order % files.length === index).map((lead) => lead.id)
      await work
        .updateTable('responsibilities')
        .set({ portrait_file_id: portrait })
        .where('community_id', '=', communityId)
        .where('id', 'in', theirs)
        .execute()
    }
  })
}
