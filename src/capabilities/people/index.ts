export { type Actor, communitiesFor, covers, type HeldRole, mayAnywhere, type Reach, reach } from './actor.ts'
export { peopleApi } from './api.ts'
export { inviteAdministrator } from './appointing/invite-administrator.ts'
export { openStaff } from './appointing/open-staff.ts'
export { worksAt } from './desk-work.ts'
export { createFormTokens } from './form-tokens.ts'
export { createGate } from './gate.ts'
export {
  type LeadRole,
  leadRoleByLevel,
  maskName,
  maskPhone,
  mobilePhone,
  type Phone,
  phone,
  type Role,
  role,
} from './model.ts'
export { createNameBook, type NameBook } from './names-for-audit.ts'
export { createOwnPerson, type HeldAccount, type OwnPerson } from './own/own-person.ts'
export type { Action } from './permissions.ts'
export { people } from './registration.ts'
export { expiringPeople } from './retention.ts'
export { createPeople, type People } from './service.ts'
export { judgePassword, type PasswordFault } from './sign-in/passwords.ts'
export { type CodeCarrier, createSignIn, type SignedIn, type SignIn } from './sign-in.ts'
export {
  accountsKnown,
  accountsWithoutSignIn,
  addDutyOfficer,
  addStaff,
  addStaffTogether,
  addTokenHolder,
  hasAdministrator,
  linkAccount,
} from './staff.ts'
