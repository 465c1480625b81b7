import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../demo/random.ts'
import { type CommandId, newId, type RequestId } from '../../src/platform/ids.ts'
import type { WriteKind } from './ledger.ts'
import { type Answer, call, carry, type Sending } from './sending.ts'
import type { Commander, Matter, Town } from './town.ts'

/** What neighbours report: where the nearest lead begins, the building lead, the grid lead and the desk. */
const categories = [null, 'safety.clutter', 'repair.light', 'safety.manhole', 'repair.lift'] as const
const json = { 'content-type': 'application/json' }
/** New matters are worked on; old ones leave the wall. */
const mostWorkedOn = 60

/** One client: does one thing after the other, whatever comes up, until it is told to stop. */
export async function runClient(sending: Sending, town: Town, random: Random, running: () => boolean): Promise<void> {
  const work = {
    report: () => reportByApi(sending, town, random),
    form: () => reportByForm(sending, town, random),
    command: () => commandSome(sending, town, random),
    handle: () => handleSome(sending, town, random),
    merge: () => mergeSome(sending, town, random),
    join: () => joinSome(sending, town, random),
    tell: () => tellSome(sending, town, random),
    confirm: () => confirmSome(sending, town, random),
  }
  const mix = [
    ['report', 4],
    ['form', 3],
    ['command', 5],
    ['handle', 5],
    ['merge', 1],
    ['join', 2],
    ['tell', 2],
    ['confirm', 2],
  ] as const
  while (running()) {
    await work[random.weighted(mix)]()
    await delay(random.between(0, 40))
  }
}

/** A word in letters alone, so that nothing takes it for a phone or a door. */
const wordOf = (id: string) =>
  [...id.replaceAll('-', '').slice(-14)].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('')

/** One neighbour of the ten closes the page when no answer comes. */
const isStubborn = (random: Random) => !random.chance(0.1)

async function reportByApi(sending: Sending, town: Town, random: Random): Promise<void> {
  const id = newId<RequestId>()
  const marker = wordOf(id)
  const plaque = random.chance(0.6) ? 'K7M2Q9' : random.pick(town.plaques)
  const category = random.pick(categories)
  const body = JSON.stringify({ id, plaque, text: `演习 ${marker}`, ...(category && { category }) })
  const write = sending.ledger.begin({ kind: 'report', id, requestId: id, marker, photos: 0 })
  await carry(sending, random, write, {
    stubborn: isStubborn(random),
    send: () => call(sending, random, '/api/v1/requests', { method: 'POST', headers: json, body }),
    read: (answer) => {
      if (answer.status !== 200) return null
      const { number, token } = JSON.parse(answer.text) as { number: string; token: string }
      write.token = token
      return `${number} ${token}`
    },
  })
  remember(town, id, plaque, write.token)
}

async function reportByForm(sending: Sending, town: Town, random: Random): Promise<void> {
  const id = newId<RequestId>()
  const marker = wordOf(id)
  const plaque = random.chance(0.6) ? 'K7M2Q9' : random.pick(town.plaques)
  const pictures = [random.pick(town.pictures), random.pick(town.pictures)].slice(0, random.between(0, 2))
  const fields = { id, text: `演习 ${marker}`, category: 'safety.clutter', warned: '1', confirm: '1' }
  const write = sending.ledger.begin({ kind: 'form', id, requestId: id, marker, photos: pictures.length })
  await carry(sending, random, write, {
    stubborn: isStubborn(random),
    send: () => call(sending, random, `/p/${plaque}`, { method: 'POST', body: formOf(fields, pictures) }),
    read: (answer) => {
      const token = tokenIn(answer)
      if (token) write.token = token
      return token
    },
  })
  remember(town, id, plaque, write.token)
}

function remember(town: Town, id: RequestId, plaque: string, token: string | undefined): void {
  if (!token) return
  town.matters.push({ id, plaque, tokens: [token], over: false })
  if (town.matters.length > mostWorkedOn) town.matters.shift()
}

function formOf(fields: Readonly<Record<string, string>>, pictures: readonly Blob[]): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const one of pictures) form.append('photos', one, 'photo.jpg')
  return form
}

const tokenIn = ({ status, location }: Answer) =>
  status === 303 ? (/^\/r\/([^?#]+)/.exec(location ?? '')?.[1] ?? null) : null

const some = (town: Town, random: Random): Matter | undefined => {
  const there = town.matters.filter((matter) => !matter.over)
  return there.length === 0 ? undefined : random.pick(there)
}

/** A command of a lead or a desk; what the rules refuse is refused, and that is an answer as well. */
async function commandSome(sending: Sending, town: Town, random: Random): Promise<void> {
  const matter = some(town, random)
  if (!matter) return
  const by = random.chance(0.7) ? random.pick(town.leads) : random.pick(town.desks)
  const type = random.weighted([
    ['accept', 5],
    ['note', 4],
    ['resolve', 5],
    ['raise', 1],
  ] as const)
  const withPhoto = type === 'note' && random.chance(0.4)
  const photos = withPhoto ? await photoBy(sending, town, random, by) : []
  const text = { note: '演习：看过了', resolve: '演习：修好了', raise: '演习：办不了', accept: undefined }[type]
  const more = type === 'note' ? { public: random.chance(0.5), photos } : type === 'resolve' ? { photos } : {}
  await command(sending, random, by, matter, type === 'note' ? 'note' : 'command', { type, text, ...more })
}

/** A matter on its way from hand to hand: accepted, worked on, solved, confirmed. */
async function handleSome(sending: Sending, town: Town, random: Random): Promise<void> {
  const matter = some(town, random)
  if (!matter) return
  for (const by of town.leads) {
    if (!(await command(sending, random, by, matter, 'command', { type: 'accept' }))) continue
    const photos = random.chance(0.3) ? await photoBy(sending, town, random, by) : []
    await command(sending, random, by, matter, 'note', { type: 'note', text: '演习：在办', public: true, photos })
    if (!(await command(sending, random, by, matter, 'command', { type: 'resolve', text: '演习：修好了' }))) return
    await confirm(sending, random, random.pick(matter.tokens), random.chance(0.8))
    return
  }
}

async function command(
  sending: Sending,
  random: Random,
  by: Commander,
  matter: Matter,
  kind: WriteKind,
  asked: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const id = newId<CommandId>()
  const body = JSON.stringify({ id, ...asked })
  const photos = (asked.photos as readonly string[] | undefined)?.length ?? 0
  const write = sending.ledger.begin({ kind, id, requestId: matter.id, photos })
  const path = `/api/v1/requests/${matter.id}/commands`
  await carry(sending, random, write, {
    stubborn: isStubborn(random),
    send: () => call(sending, random, path, { method: 'POST', headers: by.headers, body }),
    read: (answer) => (answer.status === 200 ? answer.text : null),
  })
  return write.outcome === 'done'
}

/** Keeps a photo for a command that follows. Each upload has an id of the server's own, so it is not sent twice. */
async function photoBy(sending: Sending, town: Town, random: Random, by: Commander): Promise<string[]> {
  const { 'content-type': _, ...headers } = by.headers
  const form = new FormData()
  form.set('photo', random.pick(town.pictures), 'photo.jpg')
  const path = `/api/v1/photos?community=${town.communityId}`
  const { answer } = await call(sending, random, path, { method: 'POST', headers, body: form })
  if (answer?.status !== 200) return []
  const { id } = JSON.parse(answer.text) as { id: string }
  const write = sending.ledger.begin({ kind: 'photo', id, requestId: null, photos: 1 })
  write.outcome = 'done'
  return [id]
}

async function mergeSome(sending: Sending, town: Town, random: Random): Promise<void> {
  const [from, into] = [some(town, random), some(town, random)]
  if (!from || !into || from.id === into.id) return
  const done = await command(sending, random, random.pick(town.desks), from, 'merge', { type: 'merge', into: into.id })
  if (!done) return
  from.over = true
  into.tokens.push(...from.tokens)
}

async function joinSome(sending: Sending, town: Town, random: Random): Promise<void> {
  const matter = some(town, random)
  if (!matter) return
  const id = newId<RequestId>()
  const fields = { id, tell: newId<CommandId>(), text: random.chance(0.5) ? '演习：我家也是' : '' }
  const write = sending.ledger.begin({ kind: 'join', id, requestId: matter.id, photos: 0 })
  const path = `/p/${matter.plaque}/join/${matter.id}`
  await carry(sending, random, write, {
    stubborn: isStubborn(random),
    send: () => call(sending, random, path, { method: 'POST', body: formOf(fields, []) }),
    read: (answer) => {
      const token = tokenIn(answer)
      if (token) write.token = token
      // Once it is over it cannot be joined any more, and a repeat is told so: what was joined stays joined.
      return token ?? write.answer
    },
  })
  if (write.token) matter.tokens.push(write.token)
}

async function tellSome(sending: Sending, town: Town, random: Random): Promise<void> {
  const matter = some(town, random)
  if (!matter) return
  const pictures = random.chance(0.4) ? [random.pick(town.pictures)] : []
  await say(sending, random, random.pick(matter.tokens), 'tell', { text: '演习：还有一句' }, pictures)
}

async function confirmSome(sending: Sending, town: Town, random: Random): Promise<void> {
  const matter = some(town, random)
  if (matter) await confirm(sending, random, random.pick(matter.tokens), random.chance(0.8))
}

async function confirm(sending: Sending, random: Random, token: string, solved: boolean): Promise<void> {
  const score = { score: String(random.between(1, 5)) }
  await say(sending, random, token, 'confirm', { solved: solved ? 'yes' : 'no', ...(solved && score), text: '' }, [])
}

async function say(
  sending: Sending,
  random: Random,
  token: string,
  what: 'tell' | 'confirm',
  fields: Readonly<Record<string, string>>,
  pictures: readonly Blob[],
): Promise<void> {
  const id = newId<CommandId>()
  const write = sending.ledger.begin({ kind: what, id, requestId: null, photos: pictures.length })
  await carry(sending, random, write, {
    stubborn: isStubborn(random),
    send: () =>
      call(sending, random, `/r/${token}`, { method: 'POST', body: formOf({ id, do: what, ...fields }, pictures) }),
    read: (answer) => (answer.status === 303 ? (answer.location ?? '') : null),
  })
}
