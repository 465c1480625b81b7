import { Temporal } from 'temporal-polyfill'
import { buildCalendar } from '../src/platform/clock/calendar.ts'
import { seedDays } from '../src/platform/clock/calendar-seed.ts'
import { makeDemo } from '../demo/demo.ts'
import { isOverdue } from '../demo/open-now.ts'

const calendar = buildCalendar(seedDays(2025, 2026))
const now = process.argv[2] ? Temporal.Instant.from(process.argv[2]) : Temporal.Now.instant()
const t = performance.now()
const demo = makeDemo({ now, calendar })
console.log('ms', performance.now() - t)
const count = (f: (l: any) => any, ls: any[] = demo.lives as any) => {
  const m: any = {}
  for (const l of ls) {
    const k = f(l)
    m[k] = (m[k] ?? 0) + 1
  }
  return Object.fromEntries(Object.entries(m).sort((a: any, b: any) => b[1] - a[1]))
}
console.log(
  demo.lives.length,
  count((l) => l.state.status),
  count((l) => l.state.closing),
)
console.log('cats', JSON.stringify(count((l) => l.report.category)))
console.log(
  'events',
  count((e) => e.event.type, demo.lives.flatMap((l) => l.events) as any),
  demo.lives.flatMap((l) => l.events).length,
)
console.log(
  'levels',
  count((l) => l.state.level),
  'solved',
  count((l) => l.state.solvedLevel),
  'structural',
  demo.structural.size,
  'score',
  count((l) => l.state.score),
)
console.log(
  'raises',
  count((l) => l.state.raises),
  'supervised',
  count((l) => l.state.supervised),
  'reasons',
  count(
    (e) => e.event.reason + '/' + e.event.missed,
    demo.lives.flatMap((l) => l.events).filter((e) => e.event.type === 'raised') as any,
  ),
)
const open = demo.lives.filter((l) => l.open)
console.log(
  'open',
  open.length,
  count((l) => l.state.status, open as any),
  'overdue',
  open.filter(isOverdue).length,
)
for (const l of open)
  console.log(
    new Date(l.report.at + 8 * 3600e3).toISOString().slice(5, 16),
    l.state.status.padEnd(10),
    l.state.level,
    l.state.clockClass,
    isOverdue(l) ? 'LATE' : '    ',
    l.state.deadline?.kind,
    l.state.deadline && new Date(l.state.deadline.dueAt.epochMilliseconds + 8 * 3600e3).toISOString().slice(5, 16),
    l.voices.length,
    l.report.text,
    l.events.map((e) => e.event.type).join(' '),
  )
const d = (l: any) => new Date(l.report.at + 8 * 3600e3).toISOString().slice(0, 10)
console.log(count(d, demo.lives.slice(-260) as any))
const same = demo.lives.filter(
  (l) => 'EUD'.includes(l.state.clockClass) && new Date(l.report.at + 8 * 3600e3).getUTCHours() < 16,
)
console.log(
  'sameday',
  same.length,
  same.filter(
    (l) =>
      l.state.resolvedAt &&
      new Date(l.state.resolvedAt.epochMilliseconds + 8 * 3600e3).toISOString().slice(0, 10) === d(l),
  ).length,
)
const all = demo.people
console.log(
  all.people.length,
  all.posts.filter((p) => p.role.endsWith('Lead') && !p.toDay).length,
  demo.places.places.length,
  count((p) => p.kind, demo.places.places as any),
)
console.log('super', count(l => l.state.clockClass + l.report.category, demo.lives.filter(l=>l.state.supervised) as any))
console.log('raised', count(l => l.state.clockClass, demo.lives.filter(l=>l.state.raises>0) as any))
console.log('same by class', ['E','U','D'].map(c=>{const s=same.filter(l=>l.state.clockClass===c&&l.state.status==='closed');return [c,s.length,s.filter(l => new Date(l.state.resolvedAt!.epochMilliseconds + 8 * 3600e3).toISOString().slice(0, 10) === d(l)).length]}))
for (const l of demo.lives.filter(l=>l.state.supervised&&!l.open).slice(0,6)) console.log(l.report.text, l.events.map(e=>new Date(e.at+8*3600e3).toISOString().slice(5,16)+' '+e.event.type).join(', '))
