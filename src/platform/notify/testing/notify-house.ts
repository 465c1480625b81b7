import { settableClock } from '../../clock/clock.ts'
import { parseConfig } from '../../config/config.ts'
import { type TestDatabase, testDatabase } from '../../database/testing/test-database.ts'
import { joinCatalogues, type Language, textIn } from '../../i18n/text.ts'
import { type CommunityId, type DeskId, newId, type PersonId, type VoiceId } from '../../ids.ts'
import { createLive } from '../../live/live.ts'
import { createLog } from '../../log/log.ts'
import { createWake } from '../../wake.ts'
import type { Addressees, Voice, Ways } from '../addressees.ts'
import type { Tell, Told } from '../announcement.ts'
import en from '../messages/notify.en.json' with { type: 'json' }
import zh from '../messages/notify.zh-CN.json' with { type: 'json' }

const words = {
  'zh-CN': { 'test.new.title': '新的事：{title}', 'test.new.text': '{place}的邻居说“{title}”，等您接。' },
  en: { 'test.new.title': 'New: {title}', 'test.new.text': 'A neighbour at {place} says “{title}”.' },
}
/** What the words are filled with; none of it may be logged. */
export const values = { title: '楼道灯不亮', place: '三号楼二单元', number: '0301-7K2M' }

/** People and desks that exist only in a test's hands. */
export interface Town extends Addressees {
  readonly ways: Map<PersonId, Ways>
  readonly desks: Map<DeskId, PersonId[]>
  readonly voices: Map<string, Voice[]>
}

function town(communities: readonly CommunityId[]): Town {
  const ways = new Map<PersonId, Ways>()
  const desks = new Map<DeskId, PersonId[]>()
  const voices = new Map<string, Voice[]>()
  return {
    ways,
    desks,
    voices,
    communities: async () => communities,
    personIdsOfDesk: async (_, __, deskId) => desks.get(deskId) ?? [],
    waysTo: async (_, ids) => ids.flatMap((id) => ways.get(id) ?? []),
    voicesOf: async (_, __, subjectId) => voices.get(subjectId) ?? [],
    voice: async (_, __, id) => [...voices.values()].flat().find((voice) => voice.voiceId === id) ?? null,
    recipientNames: async (_, ids) => new Map(ids.map((id) => [id, '张**'])),
  }
}

/** A house on a real PostgreSQL with two communities, a clock that is told, and a log that is kept. */
export async function notifyHouse(now = '2026-03-02T10:00:00+08:00') {
  const test: TestDatabase = await testDatabase()
  const communities = [newId<CommunityId>(), newId<CommunityId>()] as const
  for (const [index, id] of communities.entries()) {
    const code = `37070500190${index + 1}`
    await test.owner.query("insert into areas (code, level, name) values ($1, 'community', 'x')", [code])
    await test.owner.query(
      "insert into communities (id, number, area_code, name, phone, sponsor) values ($1, $2, $3, 'x', '1', 'x')",
      [id, index + 1, code],
    )
  }
  const lines: string[] = []
  const catalogues = joinCatalogues([{ 'zh-CN': zh, en }, words])
  const texts = { 'zh-CN': textIn('zh-CN', catalogues), en: textIn('en', catalogues) }
  const clock = settableClock(now)
  const addressees = town(communities)
  return {
    test,
    community: communities[0],
    other: communities[1],
    addressees,
    clock,
    lines,
    house: {
      database: test.database,
      clock,
      log: createLog('debug', (line) => lines.push(line)),
      wake: createWake(null, 5),
      live: createLive(null).live,
      config: parseConfig({ SILIN_PUBLIC_URL: 'https://silin.example.cn' }),
      catalogues,
      text: (language: Language) => texts[language],
    },

    /** A person of the shared table, who wants to be told in these ways. */
    async person(way: Partial<Omit<Ways, 'personId'>> = {}): Promise<PersonId> {
      const personId = newId<PersonId>()
      await test.owner.query("insert into people (id, name_sealed) values ($1, '')", [personId])
      addressees.ways.set(personId, { personId, language: 'zh-CN', phone: null, quiet: false, choices: [], ...way })
      return personId
    },
    voice(subjectId: string, voice: Partial<Omit<Voice, 'voiceId'>> = {}): VoiceId {
      const voiceId = newId<VoiceId>()
      const own: Voice = { voiceId, personId: null, phone: null, language: 'zh-CN', link: '/r/1-secrettoken', ...voice }
      addressees.voices.set(subjectId, [...(addressees.voices.get(subjectId) ?? []), own])
      return voiceId
    },
    /** Writes an announcement as a capability would. */
    async announce(
      to: readonly Told[],
      more: Partial<Announced> = {},
    ): Promise<{ subjectId: string; sequence: number }> {
      const { subjectId, sequence, community, urgent } = {
        subjectId: newId(),
        sequence: 1,
        community: communities[0],
        urgent: false,
        ...more,
      }
      const tell: Tell[] = to.map((told) => ({
        to: told,
        message: 'test.new',
        values,
        link: told.kind === 'voices' ? null : `/lead/requests/${subjectId}`,
        urgent,
      }))
      await test.owner.query(
        "insert into announcements (community_id, subject_id, sequence, kind, data, at) values ($1, $2, $3, 'test.happened', $4, $5)",
        [community, subjectId, sequence, JSON.stringify({ tell }), clock.now().toString()],
      )
      return { subjectId, sequence }
    },
    async rows<Row extends object>(query: string, parameters: unknown[] = []): Promise<Row[]> {
      return (await test.owner.query<Row>(query, parameters)).rows
    },
  }
}

interface Announced {
  subjectId: string
  sequence: number
  community: CommunityId
  urgent: boolean
}

export type NotifyHouse = Awaited<ReturnType<typeof notifyHouse>>
