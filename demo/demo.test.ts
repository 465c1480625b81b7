import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { statuses } from '../src/capabilities/requests/model.ts'
import { bear, evolve } from '../src/capabilities/requests/rules.ts'
import { buildCalendar } from '../src/platform/clock/calendar.ts'
import { seedDays } from '../src/platform/clock/calendar-seed.ts'
import { type Demo, demoSeed, makeDemo } from './demo.ts'
import { instant, midnight } from './hours.ts'
import { countsOf } from './load.ts'
import { isOverdue, makeOpenNow, openCount } from './open-now.ts'
import { makePeople } from './people.ts'
import { makePlaces } from './places.ts'
import { surroundings } from './words/surroundings.ts'
import { doneFor } from './words/words.ts'
import { makeWorld } from './world.ts'

const calendar = buildCalendar(seedDays(2025, 2026))
const noon = Temporal.Instant.from('2026-11-24T12:41:00+08:00')
const demo = makeDemo({ now: noon, calendar })
const open = demo.lives.filter((life) => life.open)
const plain = (what: Demo) =>
  what.lives.map(({ state, report, events, voices }) => ({
    ...{ state, text: report.text, at: report.at, voices },
    events: events.map(({ event, at, author, sequence }) => ({ event, at, author, sequence })),
  }))

describe('the demo', () => {
  it('is the same for the same seed and moment, to the letter', () => {
    const again = makeDemo({ now: noon, calendar })
    expect(JSON.stringify(plain(again))).toBe(JSON.stringify(plain(demo)))
    expect(again.people).toEqual(demo.people)
    expect(again.places).toEqual(demo.places)
  }, 30_000)

  it('has 6 grids, 52 buildings, about 2,600 households and 156 leads, and a few posts that nobody holds', () => {
    const counts = countsOf(demo)
    expect(counts).toMatchObject({ grids: 6, buildings: 52, units: 102, leads: 156, open: openCount })
    expect(counts.households).toBeGreaterThan(2500)
    expect(counts.households).toBeLessThan(2700)
    expect(counts.requests).toBeGreaterThan(1650)
    expect(counts.requests).toBeLessThan(1950)
    const held = demo.people.posts.filter((post) => post.role.endsWith('Lead') && post.toDay === null)
    expect(held.length).toBe(counts.grids + counts.buildings + counts.units - 4)
    expect(new Set(held.map((post) => post.placeId)).size).toBe(held.length)
    expect(demo.people.posts.some((post) => post.toDay !== null)).toBe(true)
  })

  it('shows the stairwell of the pictures', () => {
    const plaque = demo.places.plaques.find((one) => one.code === 'K7M2Q9')
    const lead = demo.people.posts.find((post) => post.placeId === plaque?.placeId && post.toDay === null)
    expect(demo.people.people.find((person) => person.id === lead?.personId)).toMatchObject({
      name: '张桂兰',
      phone: '+8613800000001',
    })
    const there = open.filter((life) => life.state.placeId === plaque?.placeId)
    const titled = (begin: string) => there.find((life) => life.report.text.startsWith(begin))?.state
    expect(titled('三楼的灯不亮了')).toMatchObject({ status: 'reported', level: 1, category: 'repair.light' })
    expect(titled('一楼门禁刷不开')?.voices).toHaveLength(4)
    expect(titled('一楼门禁刷不开')).toMatchObject({ status: 'accepted', level: 1 })
    expect(titled('下水道返味')).toMatchObject({ status: 'resolved', level: 4 })
    expect(there.filter((life) => life.state.offer?.kind === 'lead')).toHaveLength(1)
    expect(new Set(demo.places.plaques.map((one) => one.code)).size).toBe(demo.places.plaques.length)
  })

  it('knows every status, every closing and every turn of a life', () => {
    const all = demo.lives.map((life) => life.state)
    expect(new Set(all.map((state) => state.status))).toEqual(new Set(statuses))
    expect(new Set(all.map((state) => state.closing))).toEqual(
      new Set(['confirmed', 'called_back', 'unconfirmed', null]),
    )
    const types = new Set<string>(demo.lives.flatMap((life) => life.events.map(({ event }) => event.type)))
    for (const type of [
      ...['reminded', 'warned', 'raised', 'supervised', 'returned', 'offered', 'offer_accepted', 'offer_refused'],
      ...['asked', 'answered', 'answer_timeout', 'extended', 'planned', 'shelved', 'resumed', 'handed_over', 'rated'],
      ...[
        'disputed',
        'reopened',
        'joined_by_merge',
        'voice_joined',
        'voice_left',
        'declined',
        'redirected',
        'withdrawn',
      ],
    ])
      expect(types, type).toContain(type)
    const reasons = demo.lives.flatMap((life) =>
      life.events.map(({ event }) => event.type === 'raised' && event.reason),
    )
    for (const reason of ['clock', 'hand', 'vacant']) expect(reasons).toContain(reason)
    expect(all.some((state) => state.choiceStands)).toBe(true)
    expect(all.some((state) => state.closing === 'confirmed' && state.reopenings > 0)).toBe(true)
    expect(demo.structural.size).toBeGreaterThan(50)
  })

  it('has exactly one handler and one clock ahead for whatever is open, and none for what is over', () => {
    for (const { state } of demo.lives) {
      const isOpen = ['reported', 'accepted', 'needs_info', 'shelved', 'resolved'].includes(state.status)
      expect(state.handler !== null, state.id).toBe(isOpen)
      expect(state.deadline !== null, state.id).toBe(isOpen)
      // Otherwise the sweeper would raise it as soon as the server runs.
      if (state.deadline) expect(Temporal.Instant.compare(state.deadline.dueAt, noon)).toBe(1)
    }
  })

  it('tells nothing of the future, and every state is the fold of its events', () => {
    for (const { state, events, report } of demo.lives) {
      const [first, ...rest] = events
      if (first?.event.type !== 'reported') throw new Error('a life begins with its report')
      const { id, communityId, placeId, kind, clockClass, about } = state
      const voice = { id: report.voice.id, state: 'waiting' } as const
      let folded = bear({ id, communityId, placeId, kind, clockClass, about, voice }, first.event, instant(first.at))
      for (const [index, { event, at, sequence }] of rest.entries()) {
        expect(sequence).toBe(index + 2)
        expect(at).toBeGreaterThanOrEqual(events[index]!.at)
        expect(at).toBeLessThanOrEqual(noon.epochMilliseconds)
        folded = evolve(folded, event, instant(at))
      }
      expect(JSON.stringify(folded)).toBe(JSON.stringify(state))
    }
  })

  it('ends each matter with words that answer its own', () => {
    expect(doneFor(surroundings['noise.neighbour']!, '楼上半夜拖椅子。天天到十一点')).toContain('椅子')
    expect(doneFor(surroundings['noise.neighbour']!, '隔壁唱歌到很晚。孩子睡不着')).toContain('不唱')
    for (const { report, events } of demo.lives) {
      const told = events.flatMap(({ event }) => (event.type === 'resolved' ? [event.text] : [])).join()
      if (/椅子/.test(report.text)) expect(told).not.toMatch(/不唱|剁/)
      if (/唱歌/.test(report.text)) expect(told).not.toMatch(/椅子|垫子|剁/)
    }
  })

  it('keeps every phone inside the fictitious block and gives every post to a different name', () => {
    const phones = [
      ...demo.people.people.map((person) => person.phone),
      ...demo.places.desks.flatMap((desk) => [desk.phone, desk.dutyPhone]),
      ...demo.lives.flatMap((life) => life.voices.map((voice) => voice.phone)),
      demo.places.phone,
    ].filter((phone) => phone !== null)
    expect(phones.length).toBeGreaterThan(1000)
    expect(phones.filter((phone) => !/^(\+861380000\d{4}|0536-88880\d{3})$/.test(phone))).toEqual([])
    const leads = demo.people.people.map((person) => person.phone).filter((phone) => phone !== null)
    expect(new Set(leads).size).toBe(leads.length)
    const names = demo.people.people.map((person) => person.name)
    expect(new Set(names).size).toBe(names.length)
    expect(demo.lives.flatMap((life) => life.report.text.match(/\d{7,}|[{}]/) ?? [])).toEqual([])
  })

  it.each(['2026-11-24T03:10', '2026-11-24T08:01', '2026-11-29T16:30', '2026-10-04T22:50', '2027-05-03T11:00'])(
    'has 38 open matters, three of them late, also at %s',
    (local) => {
      const now = Temporal.Instant.from(`${local}+08:00`).epochMilliseconds
      const places = makePlaces(demoSeed)
      const world = makeWorld(places, makePeople(demoSeed, midnight(now), places), calendar, now)
      const lives = makeOpenNow(world, demoSeed).filter((life) => life.open)
      expect(lives).toHaveLength(openCount)
      expect(lives.filter(isOverdue)).toHaveLength(3)
      expect(new Set(lives.map((life) => life.state.status)).size).toBe(5)
    },
  )
})
