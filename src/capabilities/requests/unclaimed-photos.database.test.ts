import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Duty } from '../../platform/capability.ts'
import { fileKey } from '../../platform/files/file-key.ts'
import { createPhotos } from '../../platform/files/photos.ts'
import { unclaimedPhotos } from '../../platform/files/unclaimed-photos.ts'
import { type FileId, newId, type RequestId } from '../../platform/ids.ts'
import { plaqueCode, portraitsAmong } from '../places/index.ts'
import { photosInStories } from './index.ts'
import { report as reportModel } from './model.ts'
import { photo } from './pages/testing/door.ts'
import { type Stairwell, stairwell } from './testing/stairwell.ts'

let here: Stairwell
let photos: ReturnType<typeof createPhotos>
beforeAll(async () => {
  here = await stairwell()
  photos = createPhotos(here.house)
})
afterAll(() => here.test.drop())

const duty = (files = here.house.files) =>
  unclaimedPhotos({ ...here.house, files }, async () => [here.communityId], [photosInStories, portraitsAmong])
async function lookAll(one: Duty) {
  while (await one.run()) {
    // One page after the other.
  }
}
async function kept(hoursAgo: number, audience: 'public' | 'request' = 'request'): Promise<FileId> {
  const done = await photos.keep(here.communityId, await photo(), audience)
  if (!done.ok) throw new Error(done.refusal)
  const at = here.clock.now().subtract({ minutes: hoursAgo * 60 })
  await here.test.owner.query('update files set created_at = $1 where id = $2', [at.toString(), done.id])
  return done.id
}
const bytesOf = async (id: FileId) =>
  (
    await Promise.all(
      (['full', 'small'] as const).map((size) => here.house.files.get(fileKey(here.communityId, id, size))),
    )
  ).filter((file) => file !== null).length
const rows = async (id: FileId) =>
  (await here.test.owner.query('select 1 from files where id = $1', [id])).rowCount ?? 0
const left = async (id: FileId) => [await rows(id), await bytesOf(id)]

describe('photos that nothing names', () => {
  it('go after a day, row and bytes in both sizes; those of a story and of a lead stay', async () => {
    const [never, fresh, told, portrait] = [await kept(25), await kept(23), await kept(25), await kept(25, 'public')]
    const outcome = await here.report(
      reportModel.parse({ id: newId<RequestId>(), plaque: plaqueCode.parse('K7M2Q9'), text: '灯坏了', photos: [told] }),
      { channel: 'api', personId: null },
    )
    expect(outcome.ok).toBe(true)
    await here.test.owner.query('update responsibilities set portrait_file_id = $1 where person_id = $2', [
      portrait,
      here.leads.unit,
    ])
    await lookAll(duty())
    expect(await left(never)).toEqual([0, 0])
    for (const id of [fresh, told, portrait]) expect(await left(id)).toEqual([1, 2])
  })

  it('cannot be named any more once they are marked, and a look that was killed is gone on with', async () => {
    const id = await kept(30)
    const failing = {
      ...here.house.files,
      delete: async () => {
        throw new Error('the store is away')
      },
    }
    await expect(lookAll(duty(failing))).rejects.toThrow('the store is away')
    expect(await left(id)).toEqual([1, 2])
    expect(await photos.known(here.communityId, [id])).toBe(false)
    await lookAll(duty())
    expect(await left(id)).toEqual([0, 0])
  })

  it('leave nothing when the server was killed while it kept them, and one that is being kept just now is left alone', async () => {
    const put: string[] = []
    const dying = {
      ...here.house.files,
      put: async (key: string, bytes: Buffer, contentType: string) => {
        if (put.length === 1) throw new Error('killed')
        put.push(key)
        await here.house.files.put(key, bytes, contentType)
      },
    }
    const keeping = createPhotos({ ...here.house, files: dying }).keep(here.communityId, await photo(), 'request')
    await expect(keeping).rejects.toThrow('killed')
    const id = put[0]?.split('/')[1] as FileId
    expect(await photos.known(here.communityId, [id])).toBe(false)
    expect(await bytesOf(id)).toBe(1)
    const began = (hoursAgo: number) =>
      here.test.owner.query('update files set created_at = $1 where id = $2', [
        here.clock.now().subtract({ hours: hoursAgo }).toString(),
        id,
      ])
    await began(0)
    await lookAll(duty())
    expect(await bytesOf(id)).toBe(1)
    await began(2)
    await lookAll(duty())
    expect(await left(id)).toEqual([0, 0])
  })

  it('go once when two servers look at the same moment', async () => {
    const ids = [await kept(30), await kept(40), await kept(50)]
    await Promise.all([lookAll(duty()), lookAll(duty())])
    for (const id of ids) expect(await left(id)).toEqual([0, 0])
  })
})
