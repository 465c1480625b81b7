import { seedCalendar } from '../../capabilities/calendar/index.ts'
import { seedAreas } from '../../capabilities/places/index.ts'
import { seedCatalogue } from '../../capabilities/requests/index.ts'
import { lastSeededYear } from '../../platform/clock/calendar-seed.ts'
import type { House } from '../../platform/house.ts'

/** What every instance needs before its first community: divisions, the catalogue, the working days. Run at each start. */
export async function seedGround(house: House): Promise<void> {
  await house.database.work({ communities: [] }, async (work) => {
    await seedAreas(work)
    await seedCatalogue(work)
    const year = house.clock.now().toZonedDateTimeISO('Asia/Shanghai').year
    // Last year's days are needed for what was reported then; years that nobody has announced yet are not made up.
    await seedCalendar(work, Math.min(year, lastSeededYear) - 1, lastSeededYear)
  })
}
