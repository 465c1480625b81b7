import type { House } from '../../platform/house.ts'
import { type Expiring, expiring } from '../../platform/retention.ts'
import { countOutlived, outlived, removeOutlived } from './retention-store.ts'

/** What signing in and appointing leave behind. */
export function expiringPeople({ database }: Pick<House, 'database'>): readonly Expiring[] {
  return (
    [
      ['sign_in', outlived.codes],
      ['session', outlived.sessions],
      ['trial', outlived.trials],
      ['invitation', outlived.invitations],
      ['token', outlived.tokens],
    ] as const
  ).map(([kind, rows]) =>
    expiring(database, {
      kind,
      walled: false,
      count: (work, before) => countOutlived(work, rows, before),
      remove: (work, before, _community, limit) => removeOutlived(work, rows, before, limit),
    }),
  )
}
