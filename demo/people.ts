import type { LeadRole, Role } from '../src/capabilities/people/model.ts'
import type { DeskId, PersonId, PlaceId } from '../src/platform/ids.ts'
import { day, isoDay } from './hours.ts'
import { demoMobile, inventNames } from './names.ts'
import type { DemoPlace, DemoPlaces } from './places.ts'
import { type Random, randomFrom } from './random.ts'

/** Staff sign in with an account; whoever starts the demo gives each one a password. */
export const demoStaff: readonly { readonly account: string; readonly name: string; readonly role: Role }[] = [
  { account: 'secretary', name: '宋文静', role: 'communitySecretary' },
  { account: 'staff1', name: '许海燕', role: 'communityStaff' },
  { account: 'staff2', name: '曹明哲', role: 'communityStaff' },
  { account: 'staff3', name: '叶雨晴', role: 'communityStaff' },
  { account: 'property1', name: '高长河', role: 'propertyManager' },
  { account: 'property2', name: '姚立新', role: 'propertyManager' },
  { account: 'committee', name: '程守义', role: 'ownersCommittee' },
  { account: 'street', name: '沈慧敏', role: 'streetStaff' },
  { account: 'district', name: '卢振华', role: 'districtStaff' },
  { account: 'sysadmin', name: '任浩然', role: 'sysAdmin' },
  { account: 'security', name: '魏学文', role: 'securityAdmin' },
  { account: 'audit', name: '苏景春', role: 'auditAdmin' },
  { account: 'viewer', name: '彭丽萍', role: 'viewer' },
]
/** 张桂兰, who answers for the stairwell that the pictures show. */
export const showLeadPhone = demoMobile(1)

export interface DemoPerson {
  readonly id: PersonId
  readonly name: string
  readonly phone: string | null
  readonly account: string | null
}
export interface DemoPost {
  readonly id: string
  readonly personId: PersonId
  readonly placeId: PlaceId
  readonly role: Role
  readonly deskId: DeskId | null
  readonly fromDay: string
  /** The last day of it; null: held now. */
  readonly toDay: string | null
  readonly publicPhone: boolean
  readonly duties: string | null
}
export interface DemoOffice {
  readonly id: string
  readonly personId: PersonId
  readonly role: Role
  readonly areaCode: string
  readonly fromDay: string
}
export interface DemoPeople {
  readonly people: readonly DemoPerson[]
  readonly posts: readonly DemoPost[]
  readonly offices: readonly DemoOffice[]
}

const roleOf = { grid: 'gridLead', building: 'buildingLead', unit: 'unitLead' } as const
const duties: Readonly<Record<LeadRole, readonly string[]>> = {
  unitLead: ['楼道灯、漏水、邻里事', '楼道卫生、邻里事', '门禁、楼道灯、老人'],
  buildingLead: ['整栋楼的事、物业的事', '停车、装修、物业的事'],
  gridLead: ['政策、困难、办手续'],
}
/** Posts that nobody holds now, and how many days ago somebody last did. */
const vacant: readonly (readonly [path: string, daysAgo: number])[] = [
  ['8号楼 3单元', 40],
  ['19号楼', 25],
  ['27号楼 1单元', 12],
  ['47号楼 2单元', 5],
]
const chosen: Readonly<Record<string, { readonly name: string; readonly phone: number }>> = {
  '3号楼 2单元': { name: '张桂兰', phone: 1 },
  '3号楼': { name: '刘建国', phone: 2 },
  第一网格: { name: '王晓敏', phone: 3 },
}

/** 160 posts of leads, 156 people who hold one now, those who held one before, and the staff of the desks. */
export function makePeople(seed: string, now: number, places: DemoPlaces): DemoPeople {
  const random = randomFrom(`${seed} people`)
  const people: DemoPerson[] = []
  const posts: DemoPost[] = []
  const byId = new Map(places.places.map((place) => [place.id, place]))
  const pathOf = (place: DemoPlace) =>
    place.kind === 'unit' ? `${(place.parentId && byId.get(place.parentId)?.name) ?? ''} ${place.name}` : place.name
  const fresh = inventNames(random, 200, [
    ...demoStaff.map((one) => one.name),
    ...Object.values(chosen).map((one) => one.name),
  ])
  let phones = 3
  const add = (born: number, name?: string, phone?: number, account: string | null = null) => {
    const person: DemoPerson = {
      id: random.id<PersonId>(born),
      name: name ?? fresh.pop() ?? '',
      phone: account === null ? demoMobile(phone ?? ++phones) : null,
      account,
    }
    people.push(person)
    return person
  }
  const hold = (
    person: DemoPerson,
    place: DemoPlace,
    role: Role,
    from: number,
    to: number | null,
    deskId: DeskId | null = null,
  ) =>
    posts.push({
      id: random.id<string>(from),
      personId: person.id,
      placeId: place.id,
      role,
      deskId,
      fromDay: isoDay(from),
      toDay: to === null ? null : isoDay(to),
      publicPhone: role.endsWith('Lead') && (pathOf(place) in chosen || random.chance(0.85)),
      duties: role in duties ? random.pick(duties[role as LeadRole]) : null,
    })

  for (const place of places.places) {
    if (place.kind === 'household' || place.kind === 'community') continue
    const role = roleOf[place.kind]
    const path = pathOf(place)
    const began = now - random.between(150, 900) * day
    const gone = vacant.find(([one]) => one === path)?.[1]
    const known = chosen[path]
    hold(add(began, known?.name, known?.phone), place, role, began, gone === undefined ? null : now - gone * day)
    // Some took over from somebody who had done it before.
    if (random.chance(0.1)) hold(add(began - 800 * day), place, role, began - 800 * day, began - day)
  }
  const { offices } = makeStaff(random, now, places, add, hold)
  return { people, posts, offices }
}

function makeStaff(
  random: Random,
  now: number,
  places: DemoPlaces,
  add: (born: number, name?: string, phone?: number, account?: string | null) => DemoPerson,
  hold: (person: DemoPerson, place: DemoPlace, role: Role, from: number, to: null, deskId: DeskId) => void,
): { offices: DemoOffice[] } {
  const offices: DemoOffice[] = []
  const began = now - 600 * day
  const firms = { property1: '和畅物业', property2: '明理物业' } as const
  for (const { account, name, role } of demoStaff) {
    const person = add(began, name, undefined, account)
    const firm = firms[account as keyof typeof firms]
    const desks = places.desks.filter((desk) =>
      firm
        ? desk.name.startsWith(firm)
        : role === 'ownersCommittee'
          ? desk.kind === 'committee'
          : role.startsWith('community') && desk.kind === 'community',
    )
    // One person, one role, one place: a second desk of the same company was taken over some weeks later.
    for (const [index, desk] of desks.entries())
      hold(person, places.root, role, began + index * 40 * day, null, desk.id)
    if (desks.length === 0) {
      const areaCode = areaOf(role, places)
      offices.push({ id: random.id<string>(began), personId: person.id, role, areaCode, fromDay: isoDay(began) })
    }
  }
  return { offices }
}

/** Where an office is held: the installation's own administrators stand at an area of its own (`0001-ground.sql`). */
function areaOf(role: Role, { areaCode }: DemoPlaces): string {
  if (role.endsWith('Admin')) return '00'
  return role === 'streetStaff' ? areaCode.slice(0, 9) : areaCode.slice(0, 6)
}
