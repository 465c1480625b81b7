import { newId } from '../src/platform/ids.ts'
import type { OpenCity } from './city/open-city.ts'
import { type Figure, round } from './figure.ts'
import { closedLoop } from './load.ts'

const clients = 16
const least = 200

/**
 * Whole lives in the busiest community: reported at the API, accepted and resolved by its desk, confirmed by the neighbour
 * on their own page. Four asks each, one after the other.
 */
export async function fullLives(city: OpenCity): Promise<Figure> {
  const busiest = city.city.ground.compounds[0]?.spots[0]?.community.id
  const plaques = city.city.ground.plaques.filter(({ communityId }) => communityId === busiest)
  const staff = city.communityToken
  // Nobody says of their own work that it is done.
  const neighbour = city.districtToken
  const load = await closedLoop({ clients, lasts: 8_000 }, async (client, turn) => {
    const id = newId<string>()
    const plaque = plaques[(client * 31 + turn * 7) % plaques.length]?.code
    const body = { id, plaque, text: '物业电话没人接', category: 'property.quality' }
    const { url } = JSON.parse(await city.ask('/api/v1/requests', { method: 'POST', body, staff: neighbour })) as {
      url: string
    }
    const command = async (own: object) =>
      await city.ask(`/api/v1/requests/${id}/commands`, { method: 'POST', body: { id: newId(), ...own }, staff })
    await command({ type: 'accept' })
    await command({ type: 'resolve', text: '已联系物业，换了号码', photos: [] })
    const form = new URLSearchParams({ do: 'confirm', id: newId(), solved: 'yes', score: '5' }).toString()
    await city.send(url, { body: form, type: 'application/x-www-form-urlencoded' })
  })
  const present = await city.owner.query<{ n: number }>('select count(*)::int as n from requests')
  return {
    what: 'full lives',
    value: `${round(load.perSecond)}/s with ${present.rows[0]?.n.toLocaleString('en')} present, p95 ${round(load.p95)} ms`,
    bound: `≥ ${least}/s`,
    isOk: load.perSecond >= least,
    numbers: { ...load, present: present.rows[0]?.n ?? 0 },
  }
}
