export { type Actor, communitiesFor, covers, type HeldRole, mayAnywhere, type Reach, reach } from './actor.ts'
export { leadRoleByLevel, maskName, maskPhone, mobilePhone, type Phone, phone, type Role } from './model.ts'
export { type Action, permissions, roleMay } from './permissions.ts'
export { createPeople, type People } from './service.ts'
