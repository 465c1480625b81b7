import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { languages } from './text.ts'

type Door = 'server' | 'lead' | 'desk'

/** The parser's elements of a message; only what is walked here. */
interface Element {
  readonly type: number
  readonly value?: string
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>
  readonly children?: readonly Element[]
}
const [literal, select, hash] = [0, 5, 7]

const read = (path: string) => readFileSync(path, 'utf8')
const chinese = globSync('src/**/messages/*.zh-CN.json').map(normalize).toSorted()
const english = (path: string) => path.replace('.zh-CN.', '.en.')
const messagesIn = (path: string) => JSON.parse(read(path)) as Record<string, string>
const everyFile = chinese.flatMap((path) => [path, english(path)])
const every = everyFile.flatMap((path) =>
  Object.entries(messagesIn(path)).map(([key, words]) => ({ at: `${path} ${key}`, path, key, words })),
)
const sources = globSync('src/**/*.{ts,tsx}')
  .map(normalize)
  .filter((path) => !/\.test\.tsx?$|\/testing\//.test(path))

/** Which message files a door joins, read from where it joins them. */
function joinedBy(...files: string[]): string[] {
  return files.flatMap((file) =>
    [...read(file).matchAll(/from '([^']+\.zh-CN\.json)'/g)].map(([, path = '']) => join(dirname(file), path)),
  )
}
const joined: Record<Door, string[]> = {
  server: joinedBy(
    'src/doors/server/words.ts',
    ...sources.filter((path) => /^src\/capabilities\/[^/]+\/registration\.ts$/.test(path)),
  ),
  lead: joinedBy('src/doors/lead/screens.ts', ...sources.filter((path) => path.endsWith('/lead/screens.tsx'))),
  desk: joinedBy('src/doors/desk/screens.ts'),
}
const keysOf = (door: Door) => joined[door].flatMap((path) => Object.keys(messagesIn(path)))

/** In which doors a source file speaks. */
function doorsOf(path: string): Door[] {
  if (path.startsWith('src/platform/screens/')) return ['lead', 'desk']
  const door = /\/(lead|desk)\//.exec(path)?.[1] as Door | undefined
  return [door ?? 'server']
}

const withoutComments = (code: string) => code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

function placeholders(elements: readonly Element[]): string[] {
  return elements.flatMap((one) => [
    // A choice of words is the grammar of one language; what is told by it must not be.
    ...([literal, select, hash].includes(one.type) || one.value === undefined ? [] : [one.value]),
    ...Object.values(one.options ?? {}).flatMap((option) => placeholders(option.value)),
    ...placeholders(one.children ?? []),
  ])
}
function literals(elements: readonly Element[]): string[] {
  return elements.flatMap((one) => [
    ...(one.type === literal && one.value !== undefined ? [one.value] : []),
    ...Object.values(one.options ?? {}).flatMap((option) => literals(option.value)),
    ...literals(one.children ?? []),
  ])
}
const parsed = (words: string, language: string) =>
  new IntlMessageFormat(words, language, undefined, { ignoreTag: true }).getAst() as readonly Element[]
const names = (words: string, language: string) => [...new Set(placeholders(parsed(words, language)))].toSorted()

it('there are messages, and each Chinese file has an English one beside it', () => {
  expect(chinese.length).toBeGreaterThan(10)
  const all = globSync('src/**/messages/*.json').map(normalize).toSorted()
  expect(all).toEqual(everyFile.toSorted())
})

describe.each(chinese)('%s', (path) => {
  const [zh, en] = [messagesIn(path), messagesIn(english(path))]
  it('has the same keys in both languages, in the same order', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh))
  })
  it('has each key once', () => {
    for (const file of [path, english(path)]) {
      const keys = [...read(file).matchAll(/^\s*"((?:[^"\\]|\\.)+)"\s*:/gm)].map(([, key]) => key)
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
      expect(keys).toHaveLength(Object.keys(messagesIn(file)).length)
    }
  })
  it('is valid, with the same placeholders in both languages', () => {
    const [inChinese, inEnglish] = [zh, en].map((messages, n) =>
      Object.fromEntries(Object.entries(messages).map(([key, words]) => [key, names(words, languages[n] ?? 'en')])),
    )
    expect(inEnglish).toEqual(inChinese)
  })
  it('leaves nothing blank', () => {
    for (const messages of [zh, en])
      expect(Object.entries(messages).filter(([, words]) => words.trim() === '')).toEqual([])
  })
})

describe('a door', () => {
  it.each(['server', 'lead', 'desk'] as const)('%s has each key once', (door) => {
    const keys = keysOf(door)
    expect(joined[door].length).toBeGreaterThan(1)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
  it('there is for every message file', () => {
    const spoken = Object.values(joined).flat()
    expect(chinese.filter((path) => !spoken.includes(path))).toEqual([])
  })
})

describe('what people read', () => {
  const saying = (pattern: RegExp, only: (path: string) => boolean = () => true) =>
    every
      .filter(({ path }) => only(path))
      .filter(({ words, path }) =>
        literals(parsed(words, path.includes('zh-CN') ? 'zh-CN' : 'en')).some((text) => pattern.test(text)),
      )
      .map(({ at, words }) => `${at}: ${words}`)
  const inChinese = (path: string) => path.includes('.zh-CN.')

  it('never shouts', () => {
    expect(saying(/[!！]/)).toEqual([])
  })
  it('addresses nobody as 亲 or 尊敬的', () => {
    expect(saying(/尊敬的|亲爱的|(^|[^\u4e00-\u9fff])亲([，,：:]|$)/)).toEqual([])
  })
  it('in Chinese has Chinese punctuation', () => {
    expect(
      saying(
        /\p{Script=Han}[,;:?]|[,;:?]\p{Script=Han}|\p{Script=Han}\.(\s|$)|\p{Script=Han}\(|\)\p{Script=Han}/u,
        inChinese,
      ),
    ).toEqual([])
  })
  it('in English has no Chinese in it but names of things', () => {
    const spoken = saying(/\p{Script=Han}/u, (path) => !inChinese(path))
    expect(spoken.filter((line) => !/language|example|template|中文|四邻|12345|roster/.test(line))).toEqual([])
  })
})

describe('what the code says', () => {
  const said = sources.flatMap((path) =>
    [...withoutComments(read(path)).matchAll(/\btext\(\s*'([\w-]+\.[\w.-]+)'/g)].map(([, key = '']) => ({ path, key })),
  )
  const known: Record<Door, ReadonlySet<string>> = {
    server: new Set(keysOf('server')),
    lead: new Set(keysOf('lead')),
    desk: new Set(keysOf('desk')),
  }

  it('has words, at every door at which it is said', () => {
    expect(said.length).toBeGreaterThan(100)
    const silent = said.flatMap(({ path, key }) =>
      doorsOf(path)
        .filter((door) => !known[door].has(key))
        .map((door) => `${path} says ${key}, for which ${door} has no words`),
    )
    expect(silent).toEqual([])
  })

  it('has words for every kind of problem and every field at fault', () => {
    const kinds = [
      ...(/problemStatus = \{([^}]+)\}/.exec(read('src/platform/http/problems.ts'))?.[1] ?? '').matchAll(/(\w+):/g),
    ]
    expect(kinds.length).toBeGreaterThan(10)
    for (const [, kind] of kinds) expect(known.server).toContain(`problem.${kind}`)
    for (const code of ['missing', 'too_long', 'too_short', 'too_large', 'too_small', 'wrong'])
      expect(known.server).toContain(`field.${code}`)
  })

  it('has words for every refusal', () => {
    const refusals = (file: string, type: string) => {
      const found = new RegExp(`type ${type} =([\\s\\S]*?)\\n(?:export|const|function)`).exec(
        withoutComments(read(file)),
      )
      return [...(found?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, code]) => code)
    }
    const codes = [
      ...refusals('src/capabilities/requests/decision.ts', 'Refusal'),
      ...refusals('src/capabilities/requests/report.ts', 'ReportRefusal'),
      'not_found',
      'id_taken',
    ]
    expect(codes.length).toBeGreaterThan(25)
    expect(codes.filter((code) => !known.server.has(`requests.refusal.${code}`))).toEqual([])
    const photos = refusals('src/platform/files/photo.ts', 'PhotoRefusal')
    expect(photos.length).toBeGreaterThan(2)
    expect(photos.filter((code) => !known.server.has(`photo.${code}`))).toEqual([])
  })
})
