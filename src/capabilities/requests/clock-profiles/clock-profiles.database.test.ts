import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { newId, type PersonId, type RequestId } from '../../../platform/ids.ts'
import { weifangProfile } from '../clock-profile.ts'
import type { ClockProfile } from '../clock-profile-model.ts'
import { clockProfile } from '../clock-profile-model.ts'
import { report as reportModel } from '../model.ts'
import { type Stairwell, stairwell } from '../testing/stairwell.ts'

let here: Stairwell
let district: PersonId
beforeAll(async () => {
  here = await stairwell('2026-11-24T10:00:00+08:00')
  district = here.deskPeople.district
})
afterAll(() => here.test.drop())
beforeEach(async () => {
  await here.test.owner.query('truncate clock_profiles')
  await here.clockProfiles.set(newId(), '99', null, district)
})

const faster: ClockProfile = {
  ...weifangProfile,
  D: { ...weifangProfile.D, accept: { kind: 'waking', minutes: 30 } },
}
const acceptBy = async () => {
  const outcome = await here.report(
    reportModel.parse({ id: newId<RequestId>(), plaque: 'K7M2Q9', text: '灯坏了', category: 'repair.light' }),
    { channel: 'plaque', personId: null },
  )
  if (!outcome.ok) throw new Error(outcome.refusal)
  const row = await here.test.owner.query('select deadline_due_at as due from requests where id = $1', [
    outcome.reported.id,
  ])
  return { id: outcome.reported.id, due: (row.rows[0].due as Date).toISOString() }
}

it('the default counts until an area sets its own; running clocks keep their times', async () => {
  const before = await acceptBy()
  expect(before.due).toBe('2026-11-24T04:00:00.000Z')
  await here.clockProfiles.set(newId(), '370705', faster, district)
  expect((await acceptBy()).due).toBe('2026-11-24T02:30:00.000Z')
  const kept = await here.test.owner.query('select deadline_due_at as due from requests where id = $1', [before.id])
  expect((kept.rows[0].due as Date).toISOString()).toBe(before.due)
})

it('the nearest area counts, and taking it back brings the upper one’s', async () => {
  await here.clockProfiles.set(newId(), '370705', faster, district)
  const slower: ClockProfile = { ...faster, D: { ...faster.D, accept: { kind: 'waking', minutes: 60 } } }
  await here.clockProfiles.set(newId(), '370705007901', slower, district)
  expect(await here.clockProfiles.inForce('370705007901')).toMatchObject({ setBy: '370705007901' })
  expect(await here.clockProfiles.inForce('370705007902')).toMatchObject({ setBy: '370705' })
  expect(await here.clockProfiles.inForce('370706001001')).toEqual({ profile: weifangProfile, setBy: null })
  await here.clockProfiles.set(newId(), '370705007901', null, district)
  expect((await here.clockProfiles.inForce('370705007901')).setBy).toBe('370705')
})

it('the same setting sent again is the same setting', async () => {
  const id = newId<string>()
  for (let times = 0; times < 2; times++) await here.clockProfiles.set(id, '370705', faster, district)
  const rows = await here.test.owner.query("select 1 from clock_profiles where area_code = '370705'")
  expect(rows.rows).toHaveLength(1)
})

it.each([
  ['the default itself is one', weifangProfile, true],
  ['a class without a finish', { ...weifangProfile, U: { ...weifangProfile.U, finish: null } }, false],
  ['a class too few', Object.fromEntries(Object.entries(weifangProfile).slice(1)), false],
  ['no time at all', { ...weifangProfile, E: { ...weifangProfile.E, accept: { kind: 'elapsed', minutes: 0 } } }, false],
  [
    'an hour that is none',
    { ...weifangProfile, D: { ...weifangProfile.D, finish: { kind: 'day_end', at: '24:30', cutoff: '16:00' } } },
    false,
  ],
])('%s', (_name, profile, good) => {
  expect(clockProfile.safeParse(profile).success).toBe(good)
})
