import { localDay } from '../../platform/clock/local-days.ts'
import type { Work } from '../../platform/database/database.ts'
import { gather } from '../../platform/gather.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId, PlaceId } from '../../platform/ids.ts'
import { keptFor } from '../../platform/kept.ts'
import { leadRoleByLevel } from '../people/model.ts'
import * as many from './many-store.ts'
import type { Community, Coverage, Desk, Lead, PlaceKind, PlaceNode, PlaqueCode } from './model.ts'
import * as store from './store.ts'

/** A place with everything that serving it needs: where it stands, who answers for it, which desks are above. */
export interface ServedPlace {
  readonly community: Community
  readonly placeId: PlaceId
  readonly kind: PlaceKind
  /** From the community's own place down to this one. */
  readonly path: readonly { id: PlaceId; kind: PlaceKind; name: string }[]
  /** Without the community and the grid: 3号楼 2单元. */
  readonly name: string
  readonly gridId: PlaceId | null
  readonly buildingId: PlaceId | null
  readonly unitId: PlaceId | null
  readonly leads: readonly Lead[]
  readonly desks: readonly Desk[]
}

export interface WantedPlace {
  readonly communityId: CommunityId
  readonly placeId: PlaceId
}

const system = { communities: [] as CommunityId[] }
/** How long a place, once read, is taken as still true. Whoever changes one here says so at once; another server's
 * change is seen after this long, and the clock raises what went to somebody who had just left. */
const stillTrue = 10_000

export type Places = ReturnType<typeof createPlaces>

/** Places and who answers for them. */
export function createPlaces(house: Pick<House, 'database' | 'clock' | 'sealing'>) {
  const { database, clock, sealing } = house
  const served = keptFor<ServedPlace | null>(stillTrue)
  const known = keptFor<Community[]>(stillTrue)
  const plaques = keptFor<many.FoundPlaque | undefined>(stillTrue)
  const desks = keptFor<ReadonlyMap<CommunityId, readonly Desk[]>>(stillTrue, 200)

  const today = () => localDay(clock.now())

  let lastRead: readonly Community[] = []
  const communities = (): Promise<Community[]> =>
    known.read('all', async () => {
      const read = await database.work(system, store.communities)
      lastRead = read
      return read
    })

  async function community(id: CommunityId): Promise<Community | null> {
    return (await communities()).find((one) => one.id === id) ?? null
  }

  /** Reads a place as it is served today, with those that others ask for at the same moment: in a rush each is another. */
  const read = gather<WantedPlace, ServedPlace | null>(
    async (wanted) => {
      const found = await readMany(wanted)
      return wanted.map(({ placeId }) => found.get(placeId) ?? null)
    },
    { atOnce: 2, most: 64 },
  )
  const readPlaque = gather(
    async (codes: readonly PlaqueCode[]) => {
      const found = await database.work(system, (work) => many.plaquesAt(work, codes))
      return codes.map((code) => found.get(code))
    },
    { atOnce: 2, most: 64 },
  )

  async function readIn(work: Work, found: Community, placeId: PlaceId): Promise<ServedPlace | null> {
    const path = await store.pathTo(work, found.id, placeId)
    const place = path.at(-1)
    if (!place) return null
    const [serving, desks] = await Promise.all([
      store.leadsServing(
        work,
        found.id,
        path.map((step) => step.id),
        today(),
      ),
      store.desks(work, found.id),
    ])
    return seen(found, path, serving, desks)
  }

  /** Many of them in one unit of work: what a list shows of its rows' places. */
  async function readMany(wanted: readonly WantedPlace[]): Promise<ReadonlyMap<string, ServedPlace | null>> {
    const known = await communities()
    const scope = [...new Set(wanted.map((one) => one.communityId))]
    const read = await database.work({ communities: scope }, async (work) => {
      const paths = await many.pathsTo(work, wanted)
      const steps = [...paths.values()].flatMap((path) => path.map((step) => step.id))
      const [serving, desks] = await Promise.all([
        many.leadsServingAny(work, scope, [...new Set(steps)], today()),
        many.desksOf(work, scope),
      ])
      return { paths, serving, desks }
    })
    return new Map(
      wanted.map(({ communityId, placeId }) => {
        const found = known.find((one) => one.id === communityId)
        const path = read.paths.get(placeId) ?? []
        const ids = path.map((step) => step.id)
        const serving = read.serving.filter((row) => row.community_id === communityId && ids.includes(row.place_id))
        return [placeId, found ? seen(found, path, serving, read.desks.get(communityId) ?? []) : null]
      }),
    )
  }

  function seen(
    found: Community,
    path: readonly many.PlaceRow[],
    serving: readonly many.ServingRow[],
    desks: readonly Desk[],
  ): ServedPlace | null {
    const place = path.at(-1)
    if (!place) return null
    const building = path.find((step) => step.kind === 'building')
    const levelOf = { unitLead: 1, buildingLead: 2, gridLead: 3 } as const
    return {
      community: found,
      placeId: place.id,
      kind: place.kind,
      path: path.map(({ id, kind, name }) => ({ id, kind, name })),
      name: path
        .filter((step) => step.kind !== 'community' && (step.kind !== 'grid' || step === place))
        .map((step) => step.name)
        .join(' '),
      gridId: place.grid_id,
      buildingId: place.building_id,
      unitId: place.unit_id,
      leads: serving.map((row) => ({
        personId: row.person_id,
        level: levelOf[row.role],
        name: sealing.open(row.name_sealed),
        phone: row.public_phone && row.phone_sealed ? sealing.open(row.phone_sealed) : null,
        duties: row.duties,
        photoFileId: row.portrait_file_id,
        placeId: row.place_id,
        deskIds: row.desk_ids,
      })),
      // A compound's own desks serve its buildings only.
      desks: desks.filter(
        (desk) => place.kind === 'community' || desk.compoundId === null || desk.compoundId === building?.compound_id,
      ),
    }
  }

  const roots = new Map<CommunityId, PlaceId>()
  /** A community's own place never changes once it is there. */
  async function rootOf(communityId: CommunityId): Promise<PlaceId | null> {
    const kept = roots.get(communityId)
    if (kept) return kept
    const id = await database.work({ communities: [communityId] }, (work) => store.rootOf(work, communityId))
    if (id) roots.set(communityId, id)
    return id
  }

  return {
    communities,
    community,
    /** The communities as they were last read here: for what must be said without a database. */
    communitiesLastRead: () => lastRead,
    today,

    async communityByNumber(number: number): Promise<Community | null> {
      return (await communities()).find((one) => one.number === number) ?? null
    },

    /** Where a plaque code leads, or null when no plaque has it; kept for some seconds, as `served` is. */
    async plaque(code: PlaqueCode) {
      return (await plaques.read(code, () => readPlaque(code))) ?? null
    },

    /** A place as it is served, kept for some seconds: intake asks for it with every report. */
    served: (communityId: CommunityId, placeId: PlaceId): Promise<ServedPlace | null> =>
      served.read(`${communityId}/${placeId}/${today()}`, () => read({ communityId, placeId })),

    /** Many places as they are served, each kept as `served` keeps it: what is not kept is read at once for all. */
    async servedAll(wanted: readonly WantedPlace[]): Promise<ReadonlyMap<PlaceId, ServedPlace>> {
      const day = today()
      const missing: WantedPlace[] = []
      let reading: ReturnType<typeof readMany> | undefined
      const once = new Map(wanted.map((one) => [one.placeId, one]))
      const found = await Promise.all(
        [...once.values()].map((one) =>
          served.read(`${one.communityId}/${one.placeId}/${day}`, async () => {
            missing.push(one)
            // Begun when all have said what they miss.
            reading ??= Promise.resolve().then(() => readMany(missing))
            return (await reading).get(one.placeId) ?? null
          }),
        ),
      )
      return new Map(found.flatMap((place) => (place ? [[place.placeId, place] as const] : [])))
    },

    /** The desks of these communities, kept for some seconds: whoever reads a list of many asks for all of them. */
    async desksOf(wanted: readonly CommunityId[]): Promise<ReadonlyMap<CommunityId, readonly Desk[]>> {
      return await desks.read(wanted.join(','), () =>
        database.work({ communities: wanted }, (work) => many.desksOf(work, wanted)),
      )
    },

    /** The community seen from its own place: all of its desks, no leads below. */
    async root(communityId: CommunityId): Promise<ServedPlace | null> {
      const id = await rootOf(communityId)
      return id && (await this.served(communityId, id))
    },

    /** The same inside a unit of work, never from memory: for decisions that must see the present. */
    async servedNow(work: Work, communityId: CommunityId, placeId: PlaceId): Promise<ServedPlace | null> {
      const found = await community(communityId)
      return found && (await readIn(work, found, placeId))
    },

    /** Somebody came, left or moved: what is kept of this community is no longer true. */
    forget(communityId: CommunityId): void {
      known.forget()
      plaques.forget()
      desks.forget()
      served.forget((key) => key.startsWith(communityId))
    },

    /** A community came: nothing that is kept is true any more. */
    forgetAll(): void {
      known.forget()
      plaques.forget()
      desks.forget()
      served.forget()
    },

    async tree(communityId: CommunityId): Promise<PlaceNode[]> {
      const rows = await database.work({ communities: [communityId] }, (work) => store.tree(work, communityId, today()))
      return rows.map((row) => ({
        id: row.id,
        communityId,
        parentId: row.parent_id,
        kind: row.kind,
        name: row.name,
        sort: row.sort,
        compoundId: row.compound_id,
        leadName: row.name_sealed && sealing.open(row.name_sealed),
      }))
    },

    /**
     * Which places nobody answers for, per role: one query.
     * @param isCounted which places are looked at; all of them unless said
     */
    async coverage(
      communityId: CommunityId,
      isCounted: (place: PlaceId) => boolean = () => true,
    ): Promise<Omit<Coverage, 'emptyDesks'>> {
      const all = await database.work({ communities: [communityId] }, (work) =>
        store.coverageRows(work, communityId, today()),
      )
      const rows = all.filter((row) => isCounted(row.id))
      const roles = Object.values(leadRoleByLevel).map((role) => {
        const places = rows.filter((row) => `${row.kind}Lead` === role)
        return { role, places: places.length, covered: places.filter((row) => row.covered).length }
      })
      const gaps = rows
        .filter((row) => !row.covered)
        .map((row) => ({
          placeId: row.id,
          kind: row.kind,
          role: `${row.kind}Lead` as const,
          path: row.path,
          households: row.households,
          vacantSince: row.vacant_since,
        }))
      return { roles, gaps }
    },
  }
}
