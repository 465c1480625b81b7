export { calendar } from './registration.ts'
export { seedCalendar } from './seed-calendar.ts'
export { type Calendar, createCalendar } from './service.ts'
export { calendarRows } from './store.ts'
