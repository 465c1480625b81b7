export type { AreaCode, Community, Desk, Lead, PlaqueCode } from './model.ts'
export { deskLevel, plaqueCode } from './model.ts'
export { createPlaces, localDay, type Places, type ServedPlace } from './service.ts'
