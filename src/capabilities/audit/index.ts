export { headIn, type KnownHead } from './heads-in-log.ts'
export type { Chain } from './model.ts'
export { audit } from './registration.ts'
export { type Verified, verifyAudit } from './verify.ts'
