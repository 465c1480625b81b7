import { type Role, roles } from '../../../../capabilities/people/model.ts'
import type { Post } from './where.ts'

/** Somebody who comes to the doors, with all that they hold today. */
export interface Holder {
  readonly name: string
  readonly posts: readonly Post[]
  /** A post that is over, or has not begun: it must open nothing. */
  readonly notNow?: Post & { readonly from: string; readonly to: string | null }
}

const unit = 'A.g1.b1.u1'
/** Where each role is held in the walk; a role that joins the list of roles has to be given its place here. */
const heldAt: Readonly<Record<Role, Omit<Post, 'role'>>> = {
  resident: { at: unit },
  unitLead: { at: unit },
  buildingLead: { at: 'A.g1.b1' },
  gridLead: { at: 'A.g1' },
  communityStaff: { at: 'A' },
  communitySecretary: { at: 'A' },
  socialWorker: { at: 'A' },
  mediator: { at: 'A' },
  propertyManager: { at: 'A', desk: 'property-east' },
  ownersCommittee: { at: 'A', desk: 'committee-east' },
  streetStaff: { at: '370705007' },
  districtStaff: { at: '370705' },
  policeOfficer: { at: '370705007' },
  sysAdmin: { at: '00' },
  securityAdmin: { at: '00' },
  auditAdmin: { at: '00' },
  viewer: { at: '370705' },
}

export const holders: readonly Holder[] = [
  ...roles.map((role) => ({ name: role, posts: [{ role, ...heldAt[role] }] })),
  { name: 'neighbour', posts: [] },
  { name: 'clerk of a grid', posts: [{ role: 'communityStaff', at: 'A.g1' }] },
  { name: 'mediator of a building', posts: [{ role: 'mediator', at: 'A.g1.b1' }] },
  {
    name: 'lead in B, viewer of the district',
    posts: [
      { role: 'unitLead', at: 'B.g1.b1.u1' },
      { role: 'viewer', at: '370705' },
    ],
  },
  {
    name: 'lead of two units',
    posts: [
      { role: 'unitLead', at: 'A.g2.b3.u4' },
      { role: 'unitLead', at: 'D.g1.b1.u2' },
    ],
  },
  {
    name: 'lead until yesterday',
    posts: [],
    notNow: { role: 'unitLead', at: unit, from: '2026-01-01', to: '2026-11-23' },
  },
  { name: 'lead from tomorrow', posts: [], notNow: { role: 'unitLead', at: unit, from: '2026-11-25', to: null } },
  {
    name: 'district staff until yesterday',
    posts: [],
    notNow: { role: 'districtStaff', at: '370705', from: '2026-01-01', to: '2026-11-23' },
  },
]
