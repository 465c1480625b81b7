export type { DatabaseUnderLook } from './checks/database.ts'
export { machineChecks } from './checks/machine.ts'
export { doctor } from './registration.ts'
export { reportOf } from './report.ts'
