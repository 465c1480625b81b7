import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandId, newId, type RequestId } from '../../platform/ids.ts'
import { report as reportModel } from './model.ts'
import { type Stairwell, stairwell } from './testing/stairwell.ts'

let here: Stairwell
beforeAll(async () => {
  here = await stairwell()
})
afterAll(() => here.test.drop())

const dark = (more: object = {}) =>
  reportModel.parse({
    id: newId<RequestId>(),
    plaque: 'K7M2Q9',
    text: '三楼的灯不亮了，老人上楼看不见',
    category: 'noise.neighbour',
    ...more,
  })
const from = { channel: 'plaque', personId: null } as const
async function told(given = dark()) {
  const outcome = await here.report(given, from)
  if (!outcome.ok) throw new Error(outcome.refusal)
  return outcome.reported
}
const id = () => newId<CommandId>()
const row = async (request: string) =>
  (await here.test.owner.query('select * from requests where id = $1', [request])).rows[0]

describe('a command that needs only its request', () => {
  const staff = async () => {
    const actor = await here.actor(here.leads.unit)
    return await here.reading.authorFor(actor, here.communityId)
  }

  it('is carried out once when it is given twice at the same moment', async () => {
    const { id: request } = await told()
    const accept = { id: id(), type: 'accept' } as const
    const author = await staff()
    const answers = await Promise.all(
      [1, 2, 3].map(() => here.carryOut.command(here.communityId, request, accept, author)),
    )
    expect(answers.map((one) => one.ok)).toEqual([true, true, true])
    const events = await here.test.owner.query(
      'select type from request_events where request_id = $1 order by sequence',
      [request],
    )
    expect(events.rows.map(({ type }) => type)).toEqual(['reported', 'accepted'])
  })

  it('loses none of those that are given at once by several, and none is written over another', async () => {
    const { id: request } = await told()
    const author = await staff()
    const notes = Array.from({ length: 6 }, (_, index) => ({
      id: id(),
      type: 'note' as const,
      text: `第${index}条`,
      public: false,
      photos: [],
    }))
    const answers = await Promise.all(
      notes.map((note) => here.carryOut.command(here.communityId, request, note, author)),
    )
    expect(answers.every((one) => one.ok)).toBe(true)
    const { rows } = await here.test.owner.query(
      'select array_agg(sequence order by sequence) as sequences from request_events where request_id = $1',
      [request],
    )
    expect(rows[0].sequences).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect((await row(request)).sequence).toBe(7)
  })
})

describe('a report', () => {
  it('becomes a request of the unit lead, with its first event, voice and announcement', async () => {
    const reported = await told()
    expect(await row(reported.id)).toMatchObject({
      status: 'reported',
      level: 1,
      handler_person_id: here.leads.unit,
      voices: 1,
      sequence: 1,
    })
    const counts = await here.test.owner.query(
      `select (select count(*)::int from request_events where request_id = $1) as events, (select count(*)::int from voices where request_id = $1) as voices,
              (select count(*)::int from announcements where subject_id = $1) as announcements`,
      [reported.id],
    )
    expect(counts.rows[0]).toEqual({ events: 1, voices: 1, announcements: 1 })
    expect(reported.acceptDueAt).toBe('2026-11-24T08:05:00Z')
    expect(reported.number).toMatch(/^1124-[0-9A-Z]{4}$/)
  })

  it('sent twice is one request with one answer; another report under the same id is refused', async () => {
    const given = dark()
    const [first, second] = await Promise.all([told(given), told(given)])
    expect(second).toEqual(first)
    expect(await here.report({ ...given, text: '别的事' }, from)).toEqual({ ok: false, refusal: 'id_taken' })
  })

  it('keeps no word, name or phone of the neighbour in clear', async () => {
    const reported = await told(
      dark({ name: '李秀英', phone: '13812345678', text: '二楼水管坏了，电话13812345678找我' }),
    )
    const dump = await here.test.owner.query(
      `select (select r::text from requests r where id = $1) || (select string_agg(e::text, '') from request_events e where request_id = $1)
           || (select string_agg(v::text, '') from voices v where request_id = $1) || (select string_agg(a::text, '') from announcements a where subject_id = $1) as everything`,
      [reported.id],
    )
    expect(dump.rows[0].everything).not.toMatch(/李秀英|13812345678/)
    expect(dump.rows[0].everything).toContain('二楼水管坏了')
  })

  it('marks the same trouble in the same stairwell within 30 days as structural', async () => {
    await told(dark({ category: 'repair.door' }))
    expect((await row((await told(dark({ category: 'repair.door' }))).id)).structural).toBe(true)
  })

  it('goes around the lead who is complained about, who then cannot see it', async () => {
    const reported = await told(dark({ kind: 'complaint', about: 'unitLead' }))
    expect((await row(reported.id)).handler_person_id).toBe(here.leads.building)
    const unitLead = await here.actor(here.leads.unit)
    expect(await here.reading.find(unitLead, 'requests.read', reported.id)).toBeNull()
    const seen = await here.reading.queue(unitLead, { scope: 'all', sort: 'newest', limit: 100 }, 'zh-CN')
    expect(seen.items.map((item) => item.id)).not.toContain(reported.id)
  })

  it('that says whom it is about is a complaint, whatever it was called', async () => {
    const { kind: _, ...unnamed } = dark({ about: 'unitLead' })
    for (const given of [reportModel.parse(unnamed), dark({ about: 'unitLead', kind: 'praise' })]) {
      const reported = await told({ ...given, id: newId<RequestId>() })
      expect(await row(reported.id)).toMatchObject({
        kind: 'complaint',
        about_person_id: here.leads.unit,
        handler_person_id: here.leads.building,
      })
      const unitLead = await here.actor(here.leads.unit)
      expect(await here.reading.find(unitLead, 'requests.read', reported.id)).toBeNull()
    }
  })

  it('that complains about nobody by name is the community’s: no lead of the place sees it', async () => {
    for (const more of [{}, { about: 'committee' }]) {
      const reported = await told(dark({ kind: 'complaint', text: '有人收了钱不办事', ...more }))
      const found = await row(reported.id)
      expect(found).toMatchObject({ level: 4, handler_person_id: null, followers: [] })
      for (const who of ['unit', 'building', 'grid'] as const)
        expect(await here.reading.find(await here.actor(here.leads[who]), 'requests.read', reported.id)).toBeNull()
      expect(await here.reading.find(await here.actor(here.leads.staff), 'requests.read', reported.id)).not.toBeNull()
      const place = await here.places.served(here.communityId, here.unitId)
      const around = await here.tracking.around(place!, 'zh-CN', 100)
      expect(around.map((one) => one.id)).not.toContain(reported.id)
    }
  })

  it('starts at the property desk where the catalogue says so and the compound has one', async () => {
    expect(await row((await told(dark({ category: 'repair.lift' }))).id)).toMatchObject({
      level: 4,
      handler_desk_id: here.deskId.property,
    })
  })
})

describe('handling', () => {
  it('is accepted, solved, confirmed and rated, and each step is in the story', async () => {
    const reported = await told()
    const lead = await here.author(here.leads.unit)
    expect(
      await here.carryOut.command(here.communityId, reported.id, { id: id(), type: 'accept' }, lead),
    ).toMatchObject({ ok: true, answer: { status: 'accepted' } })
    await here.carryOut.command(
      here.communityId,
      reported.id,
      { id: id(), type: 'resolve', text: '换了灯泡', photos: [] },
      lead,
    )
    const voice = await here.tracking.voiceOf(reported.token)
    expect(
      await here.carryOut.voiceCommand(here.communityId, reported.id, voice!.voiceId, {
        id: id(),
        type: 'confirm',
        solved: true,
        score: 5,
        text: '',
      }),
    ).toMatchObject({ ok: true })
    expect(await row(reported.id)).toMatchObject({
      status: 'closed',
      closing: 'confirmed',
      score: 5,
      handler_person_id: null,
      next_due_at: null,
    })
    const story = await here.tracking.track(reported.token, 'zh-CN')
    expect(story.kind === 'found' && story.tracked.story.map((line) => line.type)).toEqual([
      'reported',
      'accepted',
      'resolved',
      'confirmed',
    ])
    expect(story.kind === 'found' && story.tracked.story.map((line) => line.who)).toEqual(['', '张桂兰', '张桂兰', ''])
  })

  it('by the one who reported it is confirmed by somebody else', async () => {
    const outcome = await here.report(dark(), { channel: 'plaque', personId: here.leads.unit })
    if (!outcome.ok) throw new Error(outcome.refusal)
    const { id: request, token } = outcome.reported
    const lead = await here.author(here.leads.unit)
    for (const step of [{ type: 'accept' }, { type: 'resolve', text: '换了灯泡', photos: [] }] as const)
      await here.carryOut.command(here.communityId, request, { id: id(), ...step } as never, lead)
    const voice = await here.tracking.voiceOf(token)
    const confirm = { id: id(), type: 'confirm', solved: true, score: 5, text: '' } as const
    expect(await here.carryOut.voiceCommand(here.communityId, request, voice!.voiceId, confirm)).toEqual({
      ok: false,
      refusal: 'own_case',
    })
    const story = await here.tracking.track(token, 'zh-CN')
    expect(story.kind === 'found' && story.tracked.can.confirm).toBe(false)
    expect(await row(request)).toMatchObject({ status: 'resolved', score: null })
  })

  it('answers a repeated command as the first time, and refuses the same id for another', async () => {
    const reported = await told()
    const lead = await here.author(here.leads.unit)
    const accept = { id: id(), type: 'accept' } as const
    const answers = await Promise.all(
      [1, 2, 3].map(() => here.carryOut.command(here.communityId, reported.id, accept, lead)),
    )
    expect(answers[0]).toMatchObject({ ok: true })
    for (const one of answers) expect(one.ok && one.answer).toEqual(answers[0]!.ok && answers[0]!.answer)
    expect((await row(reported.id)).sequence).toBe(2)
    expect(
      await here.carryOut.command(here.communityId, reported.id, { ...accept, type: 'raise', text: 'x' }, lead),
    ).toMatchObject({ ok: false, refusal: 'id_taken' })
  })

  it('refuses the same id for two requests also when both come at the same moment', async () => {
    const lead = await here.author(here.leads.unit)
    for (let round = 0; round < 10; round++) {
      const requests = [await told(), await told()]
      const accept = { id: id(), type: 'accept' } as const
      const answers = await Promise.all(
        requests.map((one) => here.carryOut.command(here.communityId, one.id, accept, lead)),
      )
      expect(answers.filter((one) => one.ok)).toHaveLength(1)
      expect(answers).toContainEqual({ ok: false, refusal: 'id_taken' })
    }
  })

  it('keeps notes for staff out of the neighbour’s story', async () => {
    const reported = await told()
    const lead = await here.author(here.leads.unit)
    await here.carryOut.command(
      here.communityId,
      reported.id,
      { id: id(), type: 'note', text: '家里有老人', public: false, photos: [] },
      lead,
    )
    const story = await here.tracking.track(reported.token, 'zh-CN')
    expect(JSON.stringify(story)).not.toContain('家里有老人')
    const detail = await here.reading.detail(await here.actor(here.leads.unit), reported.id, 'zh-CN')
    expect(detail?.story.some((line) => line.text === '家里有老人')).toBe(true)
  })

  it('merges two requests: every voice goes along and follows the one that is left', async () => {
    const [one, two] = [await told(), await told()]
    const staff = await here.author(here.leads.staff)
    expect(
      await here.carryOut.command(here.communityId, one.id, { id: id(), type: 'merge', into: two.id }, staff),
    ).toMatchObject({ ok: true, answer: { status: 'merged' } })
    expect((await row(two.id)).voices).toBe(2)
    expect((await here.tracking.voiceOf(one.token))?.requestId).toBe(two.id)
  })

  it('keeps a confidence when it merges: who reported is shown to the desk alone there too', async () => {
    const [secret, open] = [
      await told(dark({ name: '李秀英', phone: '13812345678', confidential: true })),
      await told(dark({ name: '王秀兰', phone: '13812345679' })),
    ]
    const staff = await here.author(here.leads.staff)
    await here.carryOut.command(here.communityId, secret.id, { id: id(), type: 'merge', into: open.id }, staff)
    const voice = await here.tracking.voiceOf(secret.token)
    expect(voice?.requestId).toBe(open.id)
    await here.carryOut.voiceCommand(here.communityId, open.id, voice!.voiceId, {
      id: id(),
      type: 'tell',
      text: '还在吵，请打13812345678',
      photos: [],
    })
    for (const who of ['unit', 'building', 'grid'] as const) {
      const detail = await here.reading.detail(await here.actor(here.leads[who]), open.id, 'zh-CN')
      expect([who, detail?.reporters]).toEqual([who, []])
      expect(JSON.stringify(detail)).not.toMatch(/李\*|138\*|13812345678/)
    }
    const desk = await here.reading.detail(await here.actor(here.leads.staff), open.id, 'zh-CN')
    expect(desk?.reporters).toHaveLength(2)
  })

  it('shows the reporter, masked, to the lead, and to the desk alone when confidence was asked for', async () => {
    const [open, secret] = [
      await told(dark({ name: '李秀英', phone: '13812345678' })),
      await told(dark({ name: '李秀英', confidential: true })),
    ]
    const seen = async (who: keyof Stairwell['leads'], request: RequestId) =>
      (await here.reading.detail(await here.actor(here.leads[who]), request, 'zh-CN'))?.reporters
    expect(await seen('unit', open.id)).toMatchObject([{ name: '李**', phone: '138****5678' }])
    expect(await seen('unit', secret.id)).toEqual([])
    expect(await seen('staff', secret.id)).toHaveLength(1)
  })
})

describe('the sweeper', () => {
  it('raises what nobody accepted exactly once, also with two sweepers at the same moment', async () => {
    const reported = await told()
    here.clock.advance({ hours: 2, minutes: 1 })
    await Promise.all(Array.from({ length: 6 }, () => here.carryOut.sweep([here.communityId], 50)))
    expect(await row(reported.id)).toMatchObject({
      level: 2,
      handler_person_id: here.leads.building,
      raises: 1,
      status: 'reported',
    })
    const raised = await here.test.owner.query(
      "select data->>'reason' as reason from request_events where request_id = $1 and type = 'raised'",
      [reported.id],
    )
    expect(raised.rows).toEqual([{ reason: 'clock' }])
    here.clock.set(here.clock.now().subtract({ hours: 2, minutes: 1 }))
  })

  it('reminds at half of the clock, tells the next level at four fifths, and does neither twice', async () => {
    const reported = await told()
    const types = async () =>
      (
        await here.test.owner.query('select type from request_events where request_id = $1 order by sequence', [
          reported.id,
        ])
      ).rows.map((one) => one.type)
    const start = here.clock.now()
    here.clock.set(start.add({ minutes: 61 }))
    await here.carryOut.sweep([here.communityId], 500)
    await here.carryOut.sweep([here.communityId], 500)
    expect(await types()).toEqual(['reported', 'reminded'])
    here.clock.set(start.add({ minutes: 97 }))
    await here.carryOut.sweep([here.communityId], 500)
    await here.carryOut.sweep([here.communityId], 500)
    expect(await types()).toEqual(['reported', 'reminded', 'warned'])
    here.clock.set(start)
  })

  it('goes on past a request that it cannot look at, and comes back to that one later', async () => {
    const [broken, well] = [await told(), await told()]
    const start = here.clock.now()
    await here.test.owner.query("update requests set followers = 'null' where id = $1", [broken.id])
    here.clock.set(start.add({ hours: 2, minutes: 1 }))
    await here.carryOut.sweep([here.communityId], 500)
    expect((await row(well.id)).raises).toBe(1)
    expect((await row(broken.id)).raises).toBe(0)
    expect(here.lines.filter((line) => line.includes(broken.id))).toHaveLength(1)
    await here.carryOut.sweep([here.communityId], 500)
    expect(here.lines.filter((line) => line.includes(broken.id))).toHaveLength(1)
    await here.test.owner.query("update requests set followers = '[]' where id = $1", [broken.id])
    here.clock.advance({ seconds: 11 })
    await here.carryOut.sweep([here.communityId], 500)
    expect((await row(broken.id)).raises).toBe(1)
    here.clock.set(start)
  })

  it('moves the open requests of a post that falls vacant up at once', async () => {
    const reported = await told()
    await here.test.owner.query("update responsibilities set to_day = '2026-11-23' where person_id = $1", [
      here.leads.unit,
    ])
    await here.carryOut.liftFromVacantPosts([here.communityId])
    expect(await row(reported.id)).toMatchObject({ level: 2, handler_person_id: here.leads.building })
    expect((await here.places.coverage(here.communityId)).gaps).toMatchObject([
      { role: 'unitLead', placeId: here.unitId, vacantSince: '2026-11-24' },
    ])
    await here.test.owner.query('update responsibilities set to_day = null where person_id = $1', [here.leads.unit])
    here.places.forgetAll()
  })
})

describe('the queue', () => {
  it('pages through everything once, in order, with a cursor', async () => {
    const staff = await here.actor(here.leads.staff)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await here.reading.queue(
        staff,
        { scope: 'all', sort: 'newest', limit: 3, ...(cursor && { cursor }) },
        'zh-CN',
      )
      seen.push(...page.items.map((item) => item.id))
      cursor = page.next ?? undefined
    } while (cursor)
    const all = await here.test.owner.query('select count(*)::int as n from requests')
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(all.rows[0].n)
  })
  it('filters by place, category, status and text', async () => {
    const staff = await here.actor(here.leads.staff)
    const count = async (query: object) =>
      (await here.reading.queue(staff, { scope: 'all', sort: 'newest', limit: 100, ...query } as never, 'zh-CN')).items
        .length
    expect(await count({ place: here.unitId })).toBeGreaterThan(5)
    expect(await count({ place: here.gridId })).toBe(await count({ place: here.unitId }))
    expect(await count({ category: 'repair' })).toBe(3)
    expect(await count({ status: 'closed' })).toBe(1)
    expect(await count({ text: '二楼水管' })).toBe(1)
    expect(await count({ text: '100%' })).toBe(0)
  })
})
