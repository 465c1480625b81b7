import { setTimeout as delay } from 'node:timers/promises'
import { secretKeptIn } from '../../src/doors/server/kept-secret.ts'
import { Database } from '../../src/platform/database/database.ts'
import { createKeyRing } from '../../src/platform/sealing/key-ring.ts'
import { openTown, type Town } from '../town.ts'
import { district } from './ground.ts'
import { type City, loadCity } from './load.ts'
import { requestsIn, type Size } from './size.ts'

const keptAtMost = 11_000

export type OpenCity = Town & {
  /** The installation's: opens what is sealed there. */
  readonly secret: string
  readonly city: City
  /** Works for the whole district: reads what every community counts. */
  readonly districtToken: string
  /** Works at the desk of the busiest community. */
  readonly communityToken: string
}

/** The built server with the demo and a city of 200 communities beside it, on an embedded database of its own. */
export async function openCity(folder: string, size: Size, tell: (line: string) => void = () => {}): Promise<OpenCity> {
  const town = await openTown(folder)
  try {
    const secret = await secretKeptIn(folder)
    if (secret === null) throw new Error('the server has no secret')
    const database = new Database({ url: town.ownerUrl, size: 2 })
    let city: City
    try {
      const keys = createKeyRing(database, { secret })
      await keys.refresh()
      city = await loadCity({ ownerUrl: town.ownerUrl, sealing: keys.sealing, ...requestsIn(size), tell })
    } finally {
      await database.close()
    }
    // What another has written a server sees within seconds; it keeps what it has read no longer (`kept.ts`).
    await delay(keptAtMost)
    const busiest = city.ground.compounds[0]?.spots[0]?.community
    if (!busiest) throw new Error('the city has no communities')
    const token = async (role: string, place: string) =>
      (await town.machine.say(['token', '--role', role, '--place', place])).split('\n').at(-1) ?? ''
    return {
      ...town,
      secret,
      city,
      districtToken: await token('districtStaff', district),
      communityToken: await token('communityStaff', busiest.areaCode),
    }
  } catch (error) {
    await town.close()
    throw error
  }
}
