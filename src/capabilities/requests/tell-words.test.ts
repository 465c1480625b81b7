import { describe, expect, it } from 'vitest'
import { joinCatalogues, languages, textIn } from '../../platform/i18n/text.ts'
import { tellsOf } from './announce.ts'
import type { EventType, RequestEvent, RequestState } from './events.ts'
import deskEn from './messages/desk.en.json' with { type: 'json' }
import deskZh from './messages/desk.zh-CN.json' with { type: 'json' }
import en from './messages/tell.en.json' with { type: 'json' }
import zh from './messages/tell.zh-CN.json' with { type: 'json' }

const everyEvent = {
  reported: 1,
  voice_joined: 1,
  voice_left: 1,
  accepted: 1,
  acted: 1,
  noted: 1,
  told: 1,
  asked: 1,
  answered: 1,
  answer_timeout: 1,
  resumed: 1,
  planned: 1,
  extended: 1,
  shelved: 1,
  review_due: 1,
  resolved: 1,
  confirmed: 1,
  rated: 1,
  called_back: 1,
  disputed: 1,
  closed_unconfirmed: 1,
  reopened: 1,
  raised: 1,
  handed_over: 1,
  assigned: 1,
  returned: 1,
  offered: 1,
  offer_accepted: 1,
  offer_refused: 1,
  reminded: 1,
  warned: 1,
  supervised: 1,
  reclassified: 1,
  declined: 1,
  redirected: 1,
  merged: 1,
  joined_by_merge: 1,
  withdrawn: 1,
} satisfies Record<EventType, 1>

const handler = { kind: 'lead', personId: 'p' }
/** Every field that an event's tells look at, so that every event tells all that it can. */
const all = {
  handler,
  followers: [handler],
  to: handler,
  from: handler,
  next: handler,
  public: true,
  reason: 'hand',
  releasedBy: 'staff',
  voices: [{ id: 'v' }],
}
const state = { id: 'r', clockClass: 'E', handler, solvedBy: 'p', sequence: 1 } as unknown as RequestState
const ended = { ...state, handler: null } as RequestState
const about = { title: '楼道灯坏了', place: '3号楼2单元', number: '1124-7K2M' }
/** What is about no request: how many are held and unanswered. */
const values = { ...about, count: 3 }

const told = new Set([
  'requests.tell.held',
  ...Object.keys(everyEvent).flatMap((type) =>
    tellsOf({ ...all, type } as unknown as RequestEvent, { before: state, after: state }, about).map(
      (tell) => tell.message,
    ),
  ),
])
const catalogues = joinCatalogues([{ 'zh-CN': zh, en }])

describe('an end', () => {
  it.each([
    ['withdrawn', 'requests.tell.withdrawn'],
    ['declined', 'requests.tell.declined_from'],
    ['redirected', 'requests.tell.redirected_from'],
    ['merged', 'requests.tell.merged_from'],
  ] as const)('is told to whoever handled it: %s', (type, message) => {
    const tells = tellsOf({ ...all, type } as unknown as RequestEvent, { before: state, after: ended }, about)
    expect(tells).toContainEqual(
      expect.objectContaining({ to: { kind: 'person', personId: 'p' }, message, link: '/lead/requests/r' }),
    )
  })
})

describe('what people are told', () => {
  it.each(languages)('has words for every message, and no words for none (%s)', (language) => {
    const keys = [...told].flatMap((message) => [`${message}.title`, `${message}.text`])
    expect(Object.keys(catalogues[language]).sort()).toEqual(keys.sort())
    const text = textIn(language, catalogues)
    for (const key of keys) expect(text(key, values)).not.toMatch(/[{}]/)
  })

  it('has a name in the desk’s log for every kind, and none for nothing', () => {
    const kinds = Object.keys(everyEvent).filter((type) =>
      [state, ended].some(
        (after) => tellsOf({ ...all, type } as unknown as RequestEvent, { before: state, after }, about).length > 0,
      ),
    )
    for (const desk of [deskZh, deskEn]) {
      const named = Object.keys(desk).filter((key) => key.startsWith('notify.kind.'))
      expect(named.toSorted()).toEqual([...kinds, 'held'].map((type) => `notify.kind.requests.${type}`).toSorted())
    }
  })

  it('is said as neighbours talk: briefly, without exclamation marks', () => {
    const text = textIn('zh-CN', catalogues)
    for (const key of Object.keys(zh)) {
      const words = text(key, values)
      expect(words).not.toMatch(/[!！]|亲|尊敬|用户/)
      expect(words.length, key).toBeLessThanOrEqual(key.endsWith('.title') ? 24 : 90)
    }
  })
})
