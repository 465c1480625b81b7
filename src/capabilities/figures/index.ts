export { figures } from './registration.ts'
