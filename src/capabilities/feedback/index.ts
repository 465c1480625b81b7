export { feedback } from './registration.ts'
