import type { OpenCity } from './city/open-city.ts'
import { type Figure, round } from './figure.ts'

const bounds = { milliseconds: 100, times: 20 } as const
const turns = 5

/**
 * What a desk looks for: two characters, common and rare; initials of their pinyin; a number; a phone. By the district's
 * staff, out of everything; against `like '%…%'` on the same rows as the owner, without any wall.
 */
export async function search(city: OpenCity): Promise<Figure> {
  const one = await city.owner.query<{ number: string }>('select number from requests order by reported_at limit 1')
  const words = ['楼道', '电动', '漏水', '井盖', '路灯', '噪音', '垃圾', 'ldd', 'jg', one.rows[0]?.number ?? '']
  const took: number[] = []
  const perWord: Record<string, number> = {}
  for (const text of words) {
    const path = `/api/v1/requests?${new URLSearchParams({ text })}`
    const times: number[] = []
    for (let turn = 0; turn <= turns; turn++) {
      const began = performance.now()
      await city.ask(path, { staff: city.districtToken })
      if (turn > 0) times.push(performance.now() - began)
    }
    took.push(...times)
    perWord[text] = median(times)
  }
  const phones: number[] = []
  for (let turn = 0; turn <= turns; turn++) {
    const body = { phone: `139${String(10_000_000 + turn)}` }
    const began = performance.now()
    await city.ask('/api/v1/requests/by-phone', { method: 'POST', body, staff: city.communityToken })
    if (turn > 0) phones.push(performance.now() - began)
  }
  took.push(...phones)
  const likes: number[] = []
  const ratios: number[] = []
  for (const text of words.filter((word) => /\p{Script=Han}/u.test(word))) {
    const times: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      const began = performance.now()
      await city.owner.query(
        'select * from requests where title like $1 or number like $1 order by reported_at desc, id desc limit 25',
        [`%${text}%`],
      )
      times.push(performance.now() - began)
    }
    likes.push(median(times))
    ratios.push(median(times) / (perWord[text] ?? 1))
  }
  took.sort((a, b) => a - b)
  const p95 = took[Math.floor(took.length * 0.95)] ?? 0
  const times = median(ratios)
  return {
    what: 'search',
    value: `p95 ${round(p95)} ms, ${round(times)} × as fast as like (${round(median(likes))} ms)`,
    bound: `≤ ${bounds.milliseconds} ms, ≥ ${bounds.times} ×`,
    isOk: p95 <= bounds.milliseconds && times >= bounds.times,
    numbers: { ...perWord, phone: median(phones), like: median(likes), p95, times },
  }
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
