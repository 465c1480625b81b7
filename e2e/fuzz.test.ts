import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fuzz } from './fuzz/fuzz.ts'
import { judge } from './fuzz/judge.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
beforeAll(async () => {
  silin = await startSilin({ SILIN_TRUST_PROXY: '1' })
})
afterAll(() => silin?.stop())

/** The short version of `npm run fuzz`, with the same requests in every run. */
it('malformed input is refused in our own words: no fault of ours, nothing of the inside, and it lives on', async () => {
  const report = await fuzz({ url: silin.url, people: silin.demo, seed: 20_261_124, count: 2_000, parallel: 4 })
  expect(report.wrong).toEqual([])
  expect(report.pulse.late).toEqual([])
  expect(report.asked).toBe(2_000)
  // It came further than the first check: some were done, and refused for many reasons.
  for (const status of [200, 400, 401, 403, 404, 413, 415, 422])
    expect([status, report.statuses.get(status) ?? 0]).toEqual([status, expect.toSatisfy((n: number) => n > 3)])
}, 240_000)

describe('the judge', () => {
  const answer = (status: number, body: string, type = 'application/problem+json') => ({
    status,
    headers: new Map([['content-type', type]]),
    body: Buffer.from(body),
  })
  const good = JSON.stringify({ type: '/problems/invalid', title: 'x', status: 422 })
  it.each([
    ['our own shape', answer(422, good), null],
    ['another status than it says', answer(400, good), 'says 422 and is 400'],
    ['a fault', answer(500, good), 'answered 500'],
    ['a load limit', answer(503, JSON.stringify({ type: '/problems/busy', title: 'x', status: 503 })), null],
    ['another shape', answer(400, '{"error":"Bad Request"}'), /another shape/],
    ['another type', answer(400, good, 'application/json'), /of type/],
    ['a stack', answer(400, good.replace('"x"', '"at run (file:1)"')), /its inside/],
    ['SQL', answer(422, good.replace('"x"', '"select id from people"')), /its inside/],
    ['a page', answer(404, '<!doctype html>', 'text/html; charset=utf-8'), /of type/],
  ])('of %s', (_what, given, wanted) => {
    const found = judge(given, '/api/v1/requests')
    if (wanted instanceof RegExp) expect(found).toMatch(wanted)
    else expect(found).toBe(wanted)
  })
  it('lets a page be a page', () => {
    expect(judge(answer(404, '<!doctype html>', 'text/html; charset=utf-8'), '/nowhere')).toBeNull()
  })
})
