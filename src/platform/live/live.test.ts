import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommunityId, newId } from '../ids.ts'
import type { Change } from './change.ts'
import { createLive } from './live.ts'

const communityId = newId<CommunityId>()
const elsewhere = newId<CommunityId>()
let server: Server
const lines: Socket[] = []
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  for (const line of lines.splice(0)) line.destroy()
  server.close()
})

/** A line after the other, as a server has it on its side and whoever follows on theirs. */
let before: Promise<unknown> = Promise.resolve()
function line(): Promise<{ here: Socket; there: Socket }> {
  const opened = before.then(openLine)
  before = opened
  return opened
}
async function openLine(): Promise<{ here: Socket; there: Socket }> {
  const coming = once(server, 'connection')
  const there = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [here] = (await coming) as [Socket]
  here.on('error', () => {})
  here.resume()
  lines.push(here, there)
  return { here, there }
}
type Parts = ReturnType<typeof createLive>
async function follower({ live }: Parts, ids: readonly string[], of = communityId, since: string | null = null) {
  const { here, there } = await line()
  let heard = ''
  there.on('data', (bytes) => {
    heard += bytes
  })
  live.follow(here, { ids, communities: [of] }, { since, address: '10.0.0.1', mayStill: null })
  return { here, there, heard: () => heard.match(/^data: /gm)?.length ?? 0, words: () => heard }
}
const changeOf = (id: string, number = 1, places: readonly string[] = []): Change => ({
  id,
  number,
  places,
  communityId,
})

describe('live updates', () => {
  it('are told once to who follows several of the things that changed together', async () => {
    const parts = createLive(null, 5)
    const [id, place] = [newId<string>(), newId<string>()]
    const both = await follower(parts, [id, place, communityId])
    // Not in a pause: told at once, and not with what comes after one.
    await delay(Math.max(0, 1_100 - performance.now()))
    parts.live.changed([changeOf(id, 1, [place])])
    // Longer than the pause between two tellings: a second one would have come by then.
    await delay(1_600)
    expect(both.heard()).toBe(1)
    parts.live.close()
  })

  it('reach who follows the thing, its stairwell or its community, once each, and nobody else', async () => {
    const parts = createLive(null, 5)
    const [id, place] = [newId<string>(), newId<string>()]
    const those = await Promise.all([id, place, communityId].map((one) => follower(parts, [one])))
    const others = await Promise.all([follower(parts, [newId()]), follower(parts, [elsewhere], elsewhere)])
    parts.live.changed([changeOf(id, 1, [place])])
    await expect.poll(() => those.map((one) => one.heard())).toEqual([1, 1, 1])
    // The same change, however often and from wherever it is heard.
    parts.live.changed([changeOf(id, 1, [place])])
    await delay(60)
    expect([...those, ...others].map((one) => one.heard())).toEqual([1, 1, 1, 0, 0])
    // A sign of life may come at any time.
    expect(those[0]?.words()).toMatch(/^(:\n\n)*id: [\w-]+\.\d+\ndata: \d+\n\n(:\n\n)*$/)
  })

  it('a rush is told at once and then once a second, with nothing left out', async () => {
    const parts = createLive(null, 1)
    const id = newId<string>()
    const one = await follower(parts, [id])
    for (let number = 1; number <= 40; number++) {
      parts.live.changed([changeOf(id, number)])
      await delay(10)
    }
    await expect.poll(one.heard, { timeout: 3_000 }).toBe(2)
    const last =
      one
        .words()
        .match(/id: (\S+)/g)
        ?.at(-1)
        ?.slice(4) ?? ''
    const again = await follower(parts, [id], communityId, last)
    await delay(60)
    expect(again.heard()).toBe(0)
  })

  it('what changed between reading a page and following it is told at once', async () => {
    const parts = createLive(null, 1)
    const id = newId<string>()
    const read = parts.live.state()
    parts.live.changed([changeOf(id)])
    await delay(30)
    const [missed, nothing, foreign] = await Promise.all([
      follower(parts, [id], communityId, read),
      follower(parts, [newId()], communityId, read),
      follower(parts, [newId()], communityId, 'another.7'),
    ])
    await expect.poll(() => [missed.heard(), foreign.heard()]).toEqual([1, 1])
    expect(nothing.heard()).toBe(0)
  })

  it('reach the other server’s followers, and what could not leave is made up for', async () => {
    let away = false
    const [here, there]: [Parts, Parts] = [
      createLive(
        {
          async send(message) {
            if (!away) there.heard(message)
            return !away
          },
        },
        1,
      ),
      createLive(null, 1),
    ]
    const [id, other] = [newId<string>(), newId<string>()]
    const [one, two] = await Promise.all([follower(there, [id]), follower(there, [other])])
    here.live.changed([changeOf(id)])
    await expect.poll(one.heard).toBe(1)
    expect(there.live.isTold(id, 1)).toBe(true)
    away = true
    here.live.changed([changeOf(other)])
    await delay(50)
    expect(two.heard()).toBe(0)
    away = false
    here.backAgain()
    await expect.poll(two.heard).toBe(1)
  })

  it('who does not read is let go', async () => {
    const parts = createLive(null, 1)
    const id = newId<string>()
    const { here, there } = await line()
    there.pause()
    // What the system takes for a line that nobody reads, it takes once.
    const filler = Buffer.alloc(256 * 1024)
    while (here.write(filler)) await delay(1)
    await delay(100)
    parts.live.follow(here, { ids: [id], communities: [] }, { since: null, address: 'a', mayStill: null })
    const reader = await follower(parts, [id])
    expect(parts.live.count()).toBe(2)
    parts.live.changed([changeOf(id)])
    await expect.poll(() => parts.live.count()).toBe(1)
    expect(here.destroyed).toBe(true)
    await expect.poll(reader.heard).toBe(1)
  })

  it('who goes is forgotten, and closing lets everybody go at once', async () => {
    const parts = createLive(null, 1)
    const [one, two] = await Promise.all([follower(parts, ['a']), follower(parts, ['a'])])
    expect([parts.live.count(), parts.live.count('10.0.0.1')]).toEqual([2, 2])
    one.there.destroy()
    await expect.poll(() => parts.live.count('10.0.0.1')).toBe(1)
    const gone = once(two.there, 'close')
    parts.live.close()
    await gone
    await expect.poll(() => parts.live.count()).toBe(0)
    expect(parts.live.isClosed).toBe(true)
  })
})
