import { z } from 'zod'
import { commandId, communityId, deskId, personId } from '../../../platform/ids.ts'
import { areaCode, day } from '../../places/model.ts'
import { phone, role } from '../model.ts'

/** Where a post or office is held: a community by its id, an area of the country by its code (00: the installation). */
export const at = z.union([communityId, areaCode])
export type At = z.infer<typeof at>

/** The area of roles that hold for the whole installation (`0001-ground.sql`). */
export const installationArea = '00'

export const staffLevel = z.enum(['installation', 'district', 'subdistrict', 'community'])
export type StaffLevel = z.infer<typeof staffLevel>

/** A place at which the reader may appoint somebody, and to what. */
export const staffPlace = z.object({
  at,
  level: staffLevel,
  name: z.string(),
  roles: z.array(role),
  mayAddDesk: z.boolean(),
})
export type StaffPlace = z.infer<typeof staffPlace>

/** Whether somebody can sign in: `active` has a password, `invited` a link that is good, `outside` neither. */
export const access = z.enum(['active', 'invited', 'outside'])

export const holder = z.object({
  /** Of the post or office. */
  id: z.uuid(),
  personId,
  /** Whole for whoever may appoint to the role, masked for everybody else. */
  name: z.string(),
  role,
  fromDay: day,
  access,
  mayEnd: z.boolean(),
  mayRenew: z.boolean(),
})
export type Holder = z.infer<typeof holder>

/** One desk, or one office of an area, with who holds it today. */
export const staffSection = z.object({
  key: z.string(),
  kind: z.enum(['community', 'property', 'committee', 'utility', 'office']),
  /** Null for an office, and for a committee that has no desk before its first member is appointed. */
  deskId: deskId.nullable(),
  compoundId: z.uuid().nullable(),
  name: z.string(),
  phone: z.string().nullable(),
  /** Roles that the reader may appoint here. */
  roles: z.array(role),
  /** Roles that somebody should hold here and nobody does. */
  missing: z.array(role),
  holders: z.array(holder),
})
export type StaffSection = z.infer<typeof staffSection>

export const staffList = z.object({ place: staffPlace, sections: z.array(staffSection) })
export type StaffList = z.infer<typeof staffList>

export const accountName = z.string().trim().min(3).max(60)
/** In signs as a reader counts them (Unicode code points). What else a password must be is in `sign-in/passwords.ts`. */
export const passwordLength = { least: 12, most: 200 } as const

/** Ids are UUIDv7, made by whoever asks: the same id again is the same act. */
export const appointment = z.object({
  id: commandId,
  at,
  role,
  name: z.string().trim().min(1).max(40),
  account: accountName,
  deskId: deskId.nullable(),
  /** For the first member of a compound's owners' committee: its desk is made with the appointment. */
  compoundId: z.uuid().nullable(),
})
export type Appointment = z.infer<typeof appointment>

/** Something done to a post that is held: ended, or its holder let in again. */
export const postCommand = z.object({ id: commandId, at })

export const utilityDesk = z.object({
  id: commandId,
  at: communityId,
  name: z.string().trim().min(1).max(60),
  phone,
})

/** The one-time link: told once, never again. */
export const link = z.object({ url: z.string(), expiresAt: z.iso.datetime() })
export type Link = z.infer<typeof link>
