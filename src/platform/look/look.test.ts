import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { colours } from './colours.ts'
import { clockTime, dayArc } from './day-arc.ts'
import { dayBar, dayTicks } from './day-bar.ts'
import { markSize, windowMark } from './window-mark.ts'

const tokens = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(tokens)?.[1]

test.each(Object.entries(colours))('the colour %s is the token', (name, value) => {
  expect(token(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))).toBe(value)
})

/** Contrast of two colours, WCAG 2.2 (relative luminance of sRGB). */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

test.each([
  ['ink', 'ground'],
  ['ink-soft', 'ground'],
  ['ink-soft', 'paper'],
  ['ink', 'dai-weak'],
  ['dai', 'ground'],
  ['dai', 'dai-weak'],
  ['paper', 'dai'],
  ['calm', 'calm-bg'],
  ['soon', 'soon-bg'],
  ['over', 'over-bg'],
  ['over', 'ground'],
  ['done', 'done-bg'],
  ['wait', 'wait-bg'],
])('%s can be read on %s', (text, ground) => {
  expect(contrast(token(text) ?? '', token(ground) ?? '')).toBeGreaterThanOrEqual(4.5)
})

test.each([
  ['edge', 'paper'],
  ['edge', 'ground'],
  ['soon-line', 'paper'],
  ['over', 'paper'],
])('the line %s can be seen on %s', (line, ground) => {
  expect(contrast(token(line) ?? '', token(ground) ?? '')).toBeGreaterThanOrEqual(3)
})

test('the panes light from the top left, in the order of reading', () => {
  const lit = (count: 0 | 1 | 2 | 3 | 4) =>
    windowMark({ lit: count, frame: 'calm' })
      .filter((rect) => rect.fill === colours.lamp)
      .map(({ x, y }) => [x > markSize / 2 ? 'right' : 'left', y > markSize / 2 ? 'bottom' : 'top'].join(' '))
  expect(lit(0)).toEqual([])
  expect(lit(1)).toEqual(['left top'])
  expect(lit(3)).toEqual(['left top', 'right top', 'left bottom'])
  expect(lit(4)).toHaveLength(4)
})

test('the mark is the same on both sides of its middle', () => {
  const [, first, second, third] = windowMark({ lit: 0, frame: 'calm' })
  expect(first!.x + second!.x + second!.width).toBeCloseTo(markSize)
  expect(first!.y + third!.y + third!.height).toBeCloseTo(markSize)
})

test('the frame says what holds the clock', () => {
  expect(windowMark({ lit: 2, frame: 'over' })[0]?.fill).toBe(colours.over)
  expect(windowMark({ lit: 2, frame: 'paused' })[0]?.dash).toBeDefined()
  const unlit = windowMark({ lit: 3, frame: 'unlit' })
  expect(unlit.some((rect) => rect.fill === colours.lamp)).toBe(false)
})

test('the sun at rest is whole, with its ring, in the picture', () => {
  const reach = 12 + 3 / 2
  for (const now of [0, 5 * 60 + 59, 14 * 60, 23 * 60]) {
    const { sun, width, height } = dayArc({ start: 8 * 60, due: 21 * 60, now })
    expect(sun.x - reach).toBeGreaterThanOrEqual(0)
    expect(sun.x + reach).toBeLessThanOrEqual(width)
    expect(sun.y + reach).toBeLessThanOrEqual(height)
  }
})

test('noon is not the top of a day from six to ten at night, two in the afternoon is', () => {
  const arc = dayArc({ start: 8 * 60, due: 21 * 60, now: 14 * 60 })
  expect(arc.sun).toEqual({ x: 140, y: 14, up: true })
  expect(arc.reported?.x).toBeLessThan(140)
  expect(arc.due?.to.x).toBeGreaterThan(arc.due?.from.x ?? Number.POSITIVE_INFINITY)
  expect(arc.late).toBeNull()
  expect(arc.ends).toEqual(['6:00', '22:00'])
})

test('what ran over is drawn from due till now and nothing lies ahead', () => {
  const arc = dayArc({ start: 8 * 60, due: 12 * 60, now: 13 * 60 })
  expect(arc.late).not.toBeNull()
  expect(arc.ahead).toBeNull()
})

test('other days and night stay off the arc', () => {
  const arc = dayArc({ start: -300, due: 1440 + 600, now: 23 * 60 })
  expect(arc.reported).toBeNull()
  expect(arc.due).toBeNull()
  expect(arc.sun).toMatchObject({ up: false })
  expect(dayArc({ start: 600, due: null, now: 600 })).toMatchObject({ due: null, waited: null, ahead: null })
  expect(() => dayArc({ start: 0, due: 1, now: 1, dayStart: 600, dayEnd: 600 })).toThrow(RangeError)
})

test('a bar has the day, what passed and the mark', () => {
  const bar = dayBar({ start: 845, due: 1260, now: 900, state: 'soon' })
  expect(bar.rects).toHaveLength(3)
  expect(bar.dot?.fill).toBe(colours.soonLine)
  expect(dayBar({ start: -60, due: null, now: 300, state: 'calm' })).toMatchObject({ dot: null })
})

test('ticks: one a day, red when the days are spent', () => {
  const filled = (total: number, used: number) =>
    dayTicks({ total, used }).rects.filter((rect) => rect.fill !== colours.paneOff)
  expect(dayTicks({ total: 5, used: 2 }).rects).toHaveLength(5)
  expect(filled(5, 2)).toHaveLength(2)
  expect(filled(3, 4).every((rect) => rect.fill === colours.over)).toBe(true)
  expect(dayTicks({ total: 0, used: 0 }).rects).toHaveLength(1)
})

test('clock times', () => {
  expect([clockTime(360), clockTime(845), clockTime(1445), clockTime(-5)]).toEqual(['6:00', '14:05', '0:05', '23:55'])
})
