import { minute } from '../../demo/hours.ts'
import { type Random, randomFrom } from '../../demo/random.ts'
import { numberOf, tokenHash, trackingToken } from '../../src/capabilities/requests/secrets.ts'
import { titleFrom } from '../../src/capabilities/requests/words-in-public.ts'
import type { CommunityId, VoiceId } from '../../src/platform/ids.ts'
import type { Sealer, Sealing } from '../../src/platform/sealing/sealing.ts'
import { copyBytes, copyLine } from './copy-text.ts'
import { type Compound, type Ground, type Spot, zipfExponent } from './ground.ts'
import { type Line, type LivedTable, type Slot, type Template, type Templates, week } from './template.ts'

/** How far back a city remembers, and which part of what it was told is open. */
export const weeks = 52
export const openShare = 0.03
/** Reports of one kind in one community that differ; and neighbours of it who leave a name and a phone. */
const textsEach = 12
const neighboursEach = 300

/** One request of the city: what each table's lines are made of. */
export interface Lived {
  readonly communityId: CommunityId
  readonly id: string
  /** What was reported, as a neighbour would write it, and what of it the queue shows. */
  readonly text: string
  readonly title: string
  readonly number: string
  readonly reportedAt: number
  /** Its lines in a table, each with its line's end. */
  lines(table: LivedTable): string
}

interface Words {
  readonly text: string
  readonly title: string
  readonly sealed: string
}

/** Everything that a community says, sealed once with its own key and said again and again. */
function makeSpeech(sealer: Sealer, sealing: Pick<Sealing, 'hash'>, index: number, { sayings, texts }: Templates) {
  const said = new Map<string, Words>()
  const seal = (text: string) => copyBytes(sealer.seal(text))
  const sealedSayings: string[] = []
  const phones: { sealed: string; hash: string }[] = []
  const names: string[] = []
  return {
    report(category: string, which: number, random: Random): Words {
      const key = `${category} ${which}`
      let words = said.get(key)
      if (!words) {
        const known = texts.get(category) ?? ['']
        const text = `${random.pick(wheres(random))}${known[which % known.length]}${random.pick(asks)}`
        words = { text, title: copyLine([titleFrom(text)]), sealed: seal(text) }
        said.set(key, words)
      }
      return words
    },
    say(at: number): string {
      const sealed = sealedSayings[at] ?? seal(sayings[at] ?? '')
      sealedSayings[at] = sealed
      return sealed
    },
    name(at: number): string {
      const sealed = names[at] ?? seal(`邻${at}`)
      names[at] = sealed
      return sealed
    },
    phone(at: number) {
      const made = phones[at]
      if (made) return made
      // Eleven digits that begin like no mobile phone of China, as those of `ground.ts`.
      const phone = `+8611${String(index * neighboursEach + at).padStart(9, '0')}`
      const sealed = { sealed: seal(phone), hash: copyBytes(sealing.hash('phone', phone)) }
      phones[at] = sealed
      return sealed
    },
  }
}
const wheres = (random: Random) => [
  '',
  `${random.between(1, 40)}号楼前，`,
  `${random.between(1, 6)}楼，`,
  '东门外，',
  '小区北边，',
  '地下车库里，',
]
const asks = ['', '，麻烦看看', '，好几天了', '，请尽快处理', '，老人孩子不方便', '，谢谢'] as const

/**
 * Lives of a whole year up to `now`, in the order of their weeks; the open ones last. The same seed gives the same.
 * @param speakers who seals for each community, in the order of `ground.communities`
 */
export function* liveCity(given: {
  readonly seed: string
  readonly count: number
  readonly now: number
  readonly ground: Ground
  readonly templates: Templates
  readonly sealing: Pick<Sealing, 'hash'>
  readonly sealers: readonly Sealer[]
}): Generator<Lived> {
  const { seed, count, now, ground, templates, sealing, sealers } = given
  const random = randomFrom(`${seed} lives`)
  const speeches = sealers.map((sealer, index) => makeSpeech(sealer, sealing, index, templates))
  const chooseCompound = zipf(ground.compounds, random)
  const open = templates.open.length === 0 ? 0 : Math.round(count * openShare)
  const hashing = sealing as Sealing
  for (let index = 0; index < count; index++) {
    const ago = Math.floor(weeks - 1 - (index * weeks) / Math.max(1, count - open))
    const [template, back] =
      index < count - open
        ? chooseEnded(templates.ended, Math.max(0, ago), now, random)
        : chooseOpen(templates.open, random)
    // Nobody reports twice in the same moment, and nothing may lie ahead.
    const shift = -back * week - random.between(0, 19 * 60) * 1000
    const spot = random.pick(chooseCompound().spots)
    const speech = speeches[spot.community.index]
    if (!speech) throw new Error('a community without anybody to seal for it')
    yield live(template, shift, spot, random, speech, hashing)
  }
}

function live(
  template: Template,
  shift: number,
  spot: Spot,
  random: Random,
  speech: ReturnType<typeof makeSpeech>,
  sealing: Sealing,
): Lived {
  const ids = template.parts.map(({ what, name, born }) => {
    if (what === 'spot') {
      const id = spot.ids[name]
      if (id === undefined) throw new Error(`no ${name} in the city`)
      return id
    }
    return fastId(born + shift, what === 'voice' ? '8' : '7', random)
  })
  const id = ids[template.request] ?? ''
  const words = speech.report(template.category ?? '', random.between(0, textsEach - 1), random)
  const first = random.between(0, neighboursEach - 1)
  const reportedAt = template.reportedAt + shift
  const number = numberOf(id, new Date(reportedAt + 480 * minute).toISOString())
  const fill = (slot: Slot): string => {
    switch (slot.kind) {
      case 'id':
        return ids[slot.at] ?? ''
      case 'time':
        return new Date(slot.at + shift).toISOString()
      case 'day':
        return new Date(slot.at + Math.ceil(shift / week) * week).toISOString().slice(0, 10)
      case 'title':
        return words.title
      case 'text':
        return words.sealed
      case 'number':
        return number
      case 'say':
        return speech.say(slot.at)
      case 'name':
        return speech.name((first + slot.at) % neighboursEach)
      case 'phone':
        return speech.phone((first + slot.at) % neighboursEach).sealed
      case 'phoneHash':
        return speech.phone((first + slot.at) % neighboursEach).hash
      case 'track': {
        const voice = ids[template.voices[slot.at] ?? -1] as VoiceId
        return copyBytes(tokenHash(trackingToken(sealing, spot.community.number, voice)))
      }
    }
  }
  return {
    communityId: spot.community.id,
    id,
    text: words.text,
    title: words.title,
    number,
    reportedAt,
    lines: (table) => template.lines[table].reduce((all, line) => `${all}${filled(line, fill)}\n`, ''),
  }
}

function filled({ fixed, slots }: Line, fill: (slot: Slot) => string): string {
  let row = fixed[0] ?? ''
  for (let at = 0; at < slots.length; at++) row += fill(slots[at] as Slot) + fixed[at + 1]
  return row
}

/** One that was reported so many weeks ago and has come to its end by now. Lately only what was quick has. */
function chooseEnded(ended: readonly Template[], ago: number, now: number, random: Random): [Template, number] {
  for (;;) {
    const template = random.pick(ended)
    const back = ago - Math.floor((now - template.reportedAt) / week)
    if (template.lastAt - back * week <= now) return [template, back]
  }
}

/** One that is open now; a few were left lying for weeks. */
function chooseOpen(open: readonly Template[], random: Random): [Template, number] {
  return [random.pick(open), random.chance(0.05) ? random.between(1, 2) : 0]
}

/** The n-th as 1 to n to the power of `zipfExponent`. */
function zipf(compounds: readonly Compound[], random: Random): () => Compound {
  const sums: number[] = []
  let sum = 0
  for (let rank = 1; rank <= compounds.length; rank++) {
    sum += rank ** -zipfExponent
    sums.push(sum)
  }
  return () => {
    const wanted = random.next() * sum
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    const compound = compounds[low]
    if (!compound) throw new RangeError('a city without compounds')
    return compound
  }
}

/** A UUID with its time first, as RFC 9562 has it for version 7, cheaper than `Random.id`. */
function fastId(at: number, version: '7' | '8', random: Random): string {
  const time = Math.floor(at).toString(16).padStart(12, '0')
  const [one, two] = [Math.floor(random.next() * 2 ** 32), Math.floor(random.next() * 2 ** 32)]
  const chance = one.toString(16).padStart(8, '0') + two.toString(16).padStart(8, '0')
  const rest = Math.floor(random.next() * 2 ** 24)
    .toString(16)
    .padStart(6, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}${chance.slice(0, 3)}-a${chance.slice(3, 6)}-${chance.slice(6)}${rest.slice(0, 2)}`
}
