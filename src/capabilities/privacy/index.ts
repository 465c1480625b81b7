export { RegisterList, registerDay } from './pages/register-list.tsx'
export { privacy } from './registration.ts'
export { type Preview, retention, retentionDays, retentionPreview } from './retention.ts'
export type { Days } from './rules-for-retention.ts'
