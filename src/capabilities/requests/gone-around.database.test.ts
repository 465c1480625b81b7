import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeskId, newId, type PersonId, type PlaceId, type RequestId } from '../../platform/ids.ts'
import type { Addressees } from '../../platform/notify/addressees.ts'
import { createAnnouncer } from '../../platform/notify/announcer.ts'
import { report as reportModel } from './model.ts'
import { type Stairwell, stairwell } from './testing/stairwell.ts'

let here: Stairwell
let communityDesk: DeskId
beforeAll(async () => {
  here = await stairwell()
  const found = await here.test.owner.query("select id from desks where community_id = $1 and kind = 'community'", [
    here.communityId,
  ])
  communityDesk = found.rows[0].id
  await worksFor(here.leads.staff, 'communityStaff', communityDesk)
})
afterAll(() => here.test.drop())
beforeEach(async () => {
  await here.test.owner.query("delete from responsibilities where person_id = $1 and role <> 'unitLead'", [
    here.leads.unit,
  ])
  await here.test.owner.query('delete from deliveries')
  await here.test.owner.query('delete from announcements')
  here.places.forgetAll()
})

async function worksFor(person: PersonId, role: string, desk: DeskId) {
  await here.test.owner.query(
    "insert into responsibilities (community_id, id, place_id, person_id, role, desk_id, from_day) values ($1, $2, $3, $4, $5, $6, '2026-01-01')",
    [here.communityId, newId(), here.communityId as string as PlaceId, person, role, desk],
  )
  here.places.forgetAll()
}

async function told(more: object) {
  const given = reportModel.parse({ id: newId<RequestId>(), plaque: 'K7M2Q9', text: '有事要说', ...more })
  const outcome = await here.report(given, { channel: 'plaque', personId: null })
  if (!outcome.ok) throw new Error(outcome.refusal)
  const found = await here.test.owner.query('select * from requests where id = $1', [given.id])
  return found.rows[0]
}

/** Everybody to whom something was delivered. */
async function whoIsTold(): Promise<PersonId[]> {
  const addressees: Addressees = {
    communities: async () => [here.communityId],
    async personIdsOfDesk(work, communityId, deskId) {
      const desk = (await here.places.root(communityId))?.desks.find((one) => one.id === deskId)
      return desk ? await here.people.peopleOfDesk(work, { communityId, deskId, kind: desk.kind }) : []
    },
    waysTo: here.people.waysTo,
    voicesOf: here.tracking.voicesToTell,
    voice: here.tracking.voiceToTell,
    recipientNames: async () => new Map(),
  }
  await createAnnouncer(here.house, addressees, async () => {}).run()
  const found = await here.test.owner.query('select distinct person_id from deliveries where person_id is not null')
  return found.rows.map((row) => row.person_id)
}

describe('the one complained about', () => {
  it('is not told through the desk whose work they do', async () => {
    await worksFor(here.leads.unit, 'communityStaff', communityDesk)
    const row = await told({ about: 'unitLead', category: 'dispute.violence' })
    expect(row).toMatchObject({ handler_desk_id: communityDesk, about_person_id: here.leads.unit })
    expect(await whoIsTold()).toEqual([here.leads.staff])
  })
})

describe('a lead who works for the desk complained about', () => {
  it('neither handles the matter, nor follows it, nor sees it', async () => {
    await worksFor(here.leads.unit, 'propertyManager', here.deskId.property)
    const row = await told({ about: 'property', category: 'noise.neighbour' })
    expect(row).toMatchObject({ handler_person_id: here.leads.building, about_desk_id: here.deskId.property })
    expect(JSON.stringify(row.followers)).not.toContain(here.leads.unit)
    const unitLead = await here.actor(here.leads.unit)
    expect(await here.reading.find(unitLead, 'requests.read', row.id)).toBeNull()
    expect(await whoIsTold()).toEqual([here.leads.building])
    const detail = await here.reading.detail(await here.actor(here.leads.building), row.id, 'zh-CN')
    expect(JSON.stringify(detail?.ladder)).not.toContain(here.leads.unit)
  })

  it('is not told as one who works for the community either', async () => {
    await worksFor(here.leads.unit, 'propertyManager', here.deskId.property)
    await worksFor(here.leads.unit, 'communityStaff', communityDesk)
    await told({ about: 'property', category: 'dispute.violence' })
    expect(await whoIsTold()).toEqual([here.leads.staff])
  })
})
