import { expect, test } from 'vitest'
import { foldStory } from './fold-story.ts'

const line = (type: string, text: string | null = null, photos: readonly string[] = []) => ({ type, text, photos })
const told = (lines: readonly ReturnType<typeof line>[]) =>
  foldStory(lines).map(({ type, times, text }) => [type, times, text])

test('neighbours who joined one after the other make one line', () => {
  const joined = line('voice_joined')
  expect(told([line('reported'), joined, joined, joined, line('accepted'), joined])).toEqual([
    ['reported', 1, null],
    ['voice_joined', 3, null],
    ['accepted', 1, null],
    ['voice_joined', 1, null],
  ])
})

test('whoever said or showed something keeps a line', () => {
  expect(
    told([line('voice_joined'), line('voice_joined', '我家也是'), line('voice_joined', null, ['p'])]),
  ).toHaveLength(3)
})

test('the reader’s own line stays apart', () => {
  const own = line('voice_joined')
  expect(foldStory([line('voice_joined'), own, line('voice_joined')], (one) => one === own)).toHaveLength(3)
})

test('the last one’s leaving is the withdrawal', () => {
  expect(told([line('voice_left'), line('voice_left'), line('withdrawn', '好了')])).toEqual([
    ['voice_left', 1, null],
    ['withdrawn', 1, '好了'],
  ])
})

test('the words that answered a question are the answer', () => {
  expect(told([line('asked', '几楼'), line('told', '三楼'), line('answered', '')])).toEqual([
    ['asked', 1, '几楼'],
    ['answered', 1, '三楼'],
  ])
})
