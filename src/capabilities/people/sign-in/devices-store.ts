import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    known_devices: { key: Buffer; user_id: string; seen_at: Moment; trusted_until: Moment | null }
  }
}

/** The library's user of a sign-in name: of an account, or of a phone. */
export async function userByName(work: Work, name: string): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select "id" from "user" where "email" = ${name} or "phoneNumber" = ${name}`.execute(work)
  return found.rows[0]?.id ?? null
}

export async function knownDevice(work: Work, key: Buffer): Promise<{ trusted_until: Moment | null } | undefined> {
  return await work.selectFrom('known_devices').select('trusted_until').where('key', '=', key).executeTakeFirst()
}

/** Remembers that somebody signed in from a device; what is trusted stays so. */
export async function rememberDevice(
  work: Work,
  device: { key: Buffer; userId: string; at: Moment; trustedUntil: Moment | null },
): Promise<void> {
  await sql`
    insert into known_devices (key, user_id, seen_at, trusted_until)
    values (${device.key}, ${device.userId}, ${device.at}, ${device.trustedUntil})
    on conflict (key) do update set seen_at = excluded.seen_at,
      trusted_until = coalesce(excluded.trusted_until, known_devices.trusted_until)`.execute(work)
}

export async function forgetDevicesBefore(work: Work, before: Moment): Promise<void> {
  await work.deleteFrom('known_devices').where('seen_at', '<', before).execute()
}

/** On no device the second factor is left out any more. */
export async function distrustDevices(work: Work, userId: string): Promise<void> {
  await work.updateTable('known_devices').set({ trusted_until: null }).where('user_id', '=', userId).execute()
}
