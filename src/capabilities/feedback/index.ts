export { feedback } from './registration.ts'
export { expiringFeedback } from './retention.ts'
