import { z } from 'zod'
import { communityId, deskId, type personId, placeId } from '../../platform/ids.ts'

/** Kinds of place inside a community, from the whole to the home (domain.md, "Words"). A grid may hold micro-grids. */
export const placeKinds = ['community', 'grid', 'building', 'unit', 'household'] as const
export const placeKind = z.enum(placeKinds)
export type PlaceKind = z.infer<typeof placeKind>

/** Levels of the country's divisions, which are shared and above the wall. Codes: GB/T 2260 and statistics codes. */
export const areaLevels = ['province', 'city', 'district', 'subdistrict', 'community'] as const
export type AreaLevel = (typeof areaLevels)[number]

/** A 2- to 12-digit division code: 6 (GB/T 2260) + 3 street + 3 committee; shorter ones are the levels above. */
export const areaCode = z
  .string()
  .regex(/^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$/)
  .brand<'AreaCode'>()
export type AreaCode = z.infer<typeof areaCode>

/** Six signs of Crockford's base 32, so that an O is never a 0 on a wall: K7M2Q9. */
export const plaqueCode = z
  .string()
  .trim()
  .transform((typed) => typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1'))
  .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{6}$/))
  .brand<'PlaqueCode'>()
export type PlaqueCode = z.infer<typeof plaqueCode>

/** Who a place's organisations are: what may handle a request besides a lead, by level of the ladder. */
export const deskKinds = ['community', 'property', 'committee', 'subdistrict', 'district', 'utility'] as const
export const deskKind = z.enum(deskKinds)
export type DeskKind = z.infer<typeof deskKind>

/** Level of the handling ladder at which each kind of desk stands (domain.md, "Levels"). */
export const deskLevel: Readonly<Record<DeskKind, 4 | 5 | 6>> = {
  community: 4,
  property: 4,
  committee: 4,
  subdistrict: 5,
  district: 6,
  utility: 6,
}

export const community = z.object({
  id: communityId,
  areaCode,
  /** Short number that plaque and tracking codes begin with. */
  number: z.number().int().positive(),
  name: z.string(),
  phone: z.string(),
  sponsor: z.string(),
  filingNumber: z.string().nullable(),
})
export type Community = z.infer<typeof community>

export const place = z.object({
  id: placeId,
  parentId: placeId.nullable(),
  kind: placeKind,
  /** What is said: 3号楼, 2单元, 301. */
  name: z.string().min(1).max(60),
  /** What it is sorted by: number apart from label (china.md section 7, Address). */
  sort: z.number().int(),
  compoundId: z.uuid().nullable(),
})
export type Place = z.infer<typeof place>

/** A place with the places around it, as `requests` and the doors need it. */
export interface PlacePath {
  community: Community
  /** From the community's own place down to the place itself. */
  steps: readonly Place[]
  gridId: z.infer<typeof placeId> | null
  buildingId: z.infer<typeof placeId> | null
  unitId: z.infer<typeof placeId> | null
}

/** A lead as neighbours see them on the plaque: consented to be shown (china.md section 9, art. 25). */
export interface Lead {
  personId: z.infer<typeof personId>
  level: 1 | 2 | 3
  name: string
  phone: string | null
  duties: string | null
  photoFileId: string | null
  placeId: z.infer<typeof placeId>
  /** Desks whose work they do as well: a complaint about one of them goes around this lead too. */
  deskIds: readonly z.infer<typeof deskId>[]
}

/** An organisation's desk in a community. The community's name for it, its phone, and its named duty officer. */
export interface Desk {
  id: z.infer<typeof deskId>
  kind: DeskKind
  level: 4 | 5 | 6
  name: string
  phone: string | null
  compoundId: string | null
  /** The last step of the ladder is a named person on duty, never a void. */
  dutyName: string | null
  dutyPhone: string | null
}

export type PlaqueStatus = 'open' | 'closed'

/** A day without time, as ISO 8601: 2026-11-24. */
export const day = z.iso.date()

/** The three who answer for a grid, a building, a unit (三长). */
const leadRole = z.enum(['gridLead', 'buildingLead', 'unitLead'])
export const leadRoles = leadRole.options

/** One gap of coverage: a place that nobody answers for in a role. */
export const coverageGap = z.object({
  placeId,
  kind: placeKind,
  role: leadRole,
  path: z.string(),
  households: z.number().int(),
  vacantSince: day.nullable(),
})
export type CoverageGap = z.infer<typeof coverageGap>
export const coverage = z.object({
  roles: z.array(
    z.object({
      role: leadRole,
      places: z.number().int(),
      covered: z.number().int(),
    }),
  ),
  gaps: z.array(coverageGap),
  /** Desks where nobody works: what would go there goes to the next level. */
  emptyDesks: z.array(z.object({ deskId, kind: deskKind, name: z.string() })),
})
export type Coverage = z.infer<typeof coverage>

/** The tree as the desk's filters show it. */
export const placeNode = place.extend({ communityId, leadName: z.string().nullable() })
export type PlaceNode = z.infer<typeof placeNode>

/** How a lead stands on the plaques of their posts; each of the two is shown by their own choice only. */
export const plaqueFace = z.object({
  posts: z.array(
    z.object({
      role: leadRole,
      placeName: z.string(),
      duties: z.string().nullable(),
    }),
  ),
  phoneShown: z.boolean(),
  portraitShown: z.boolean(),
})
export type PlaqueFace = z.infer<typeof plaqueFace>
