import { call } from '../../../platform/screens/api.ts'
import type { Session } from '../model.ts'
import { routes } from '../sign-in/routes.ts'

/** Whether this browser can make and show passkeys, and read what the server asks of them (WebAuthn Level 3). */
export function knowsPasskeys(): boolean {
  return typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function'
}

/** Signs in by a passkey: the browser asks which one, and for a finger, a face or a PIN. Null: nobody chose one. */
export async function signInByPasskey(): Promise<Session | null> {
  const asked = await call(routes.passkeyToGive)
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    asked as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  const shown = await unlessTurnedAway(() => navigator.credentials.get({ publicKey }))
  return shown && (await call(routes.signInByPasskey, { body: { response: answerOf(shown) } }))
}

/** Makes a passkey on this device and gives it a name. Null: it was turned away. */
export async function makePasskey(name: string, password: string | undefined): Promise<Session | null> {
  const asked = await call(routes.passkeyToMake)
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    asked as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  const made = await unlessTurnedAway(() => navigator.credentials.create({ publicKey }))
  return made && (await call(routes.keepPasskey, { body: { response: answerOf(made), name, password } }))
}

/** Somebody who closes the browser's window has changed their mind, or has no key: that is no failure of ours. */
async function unlessTurnedAway(step: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await step()) as PublicKeyCredential | null
  } catch (error) {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name))
      return null
    throw error
  }
}

const answerOf = (credential: PublicKeyCredential) =>
  credential.toJSON() as { id: string; rawId: string; type: 'public-key'; response: { clientDataJSON: string } }
