import { z } from 'zod'

/** A code of an app, or a recovery code, however it was typed. */
export const factorCode = z
  .string()
  .trim()
  .transform((typed) => typed.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase())
  .pipe(z.string().regex(/^(\d{6}|[a-z2-9]{5}-[a-z2-9]{5})$/))
/** A code of an app. */
export const appCode = factorCode.pipe(z.string().regex(/^\d{6}$/))

/** What was typed as one's own password: whether it is good is decided by the words of it, not by this. */
export const typedPassword = z.string().min(1).max(1_000)
/** Asked for again before what it protects is changed; nobody types one who has none. */
export const ownPassword = typedPassword.optional()

/** What the browser's authenticator says (WebAuthn Level 3, RegistrationResponseJSON and AuthenticationResponseJSON). */
export const authenticatorAnswer = z.looseObject({
  id: z.string().min(1).max(2_000),
  rawId: z.string().max(2_000),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(10_000) }),
})
/** What the browser's authenticator is asked (PublicKeyCredentialCreationOptionsJSON and …RequestOptionsJSON). */
export const authenticatorQuestion = z.looseObject({ challenge: z.string() })

export const factors = z.object({
  isRequired: z.boolean(),
  hasPassword: z.boolean(),
  hasApp: z.boolean(),
  /** Recovery codes that are still good. */
  codesLeft: z.int(),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), addedAt: z.iso.datetime() })),
})
export type Factors = z.infer<typeof factors>

export const recoveryCodes = z.array(z.string())

/** One sign-in of one's own. */
export const ownSession = z.object({
  id: z.uuid(),
  /** Browser and system, in the reader's words. */
  device: z.string(),
  way: z.enum(['code', 'password', 'oidc', 'passkey']),
  begunAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  isThis: z.boolean(),
})
export type OwnSession = z.infer<typeof ownSession>
