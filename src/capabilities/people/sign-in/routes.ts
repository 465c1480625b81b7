import { z } from 'zod'
import { route } from '../../../platform/route.ts'
import { session } from '../model.ts'
import * as model from './model.ts'

const nothing = z.object({})
const own = z.object({ password: model.ownPassword })
/** A whole office signs in from one address; guessing takes more. */
const few = 20

/** The JSON contract of second factors, passkeys, sessions and one's own password. */
export const routes = {
  ways: route({
    method: 'GET',
    path: '/api/v1/sign-in/ways',
    summary: 'How staff may sign in here beside account and password.',
    action: 'public',
    answer: z.object({ oidc: z.object({ name: z.string() }).nullable(), passkeys: z.boolean() }),
  }),
  passkeyToGive: route({
    method: 'POST',
    path: '/api/v1/sign-in/passkey/options',
    summary: 'What a browser needs to sign in by a passkey (PublicKeyCredentialRequestOptionsJSON).',
    action: 'public',
    rateLimit: few,
    answer: model.authenticatorQuestion,
  }),
  signInByPasskey: route({
    method: 'POST',
    path: '/api/v1/sign-in/passkey',
    summary: 'Sign in by a passkey alone: it stands for both factors. Sets the session cookie.',
    action: 'public',
    rateLimit: few,
    body: z.object({ response: model.authenticatorAnswer }),
    answer: session,
  }),
  giveSecondFactor: route({
    method: 'POST',
    path: '/api/v1/sign-in/second-factor',
    summary:
      'Give the second factor after the first: six digits of the app, or a recovery code. `trust`: for 30 days it is not asked for on this device.',
    action: 'signed_in',
    rateLimit: few,
    body: z.object({ code: model.factorCode, trust: z.boolean() }),
    answer: session,
  }),
  factors: route({
    method: 'GET',
    path: '/api/v1/me/second-factor',
    summary: 'My second factors, and whether my posts need one.',
    action: 'signed_in',
    answer: model.factors,
  }),
  beginApp: route({
    method: 'POST',
    path: '/api/v1/me/second-factor/app',
    summary: 'Begin to set up an app: its secret and the recovery codes, told this once.',
    action: 'signed_in',
    rateLimit: few,
    body: own,
    answer: z.object({ secret: z.string(), uri: z.string(), recoveryCodes: model.recoveryCodes }),
  }),
  confirmApp: route({
    method: 'POST',
    path: '/api/v1/me/second-factor/app/confirm',
    summary: 'The first code of the app: from now on it is my second factor.',
    action: 'signed_in',
    rateLimit: few,
    body: z.object({ code: model.appCode }),
    answer: session,
  }),
  removeApp: route({
    method: 'POST',
    path: '/api/v1/me/second-factor/app/remove',
    summary: 'Take the app away. The last factor of who must have one stays until there is another.',
    action: 'signed_in',
    rateLimit: few,
    body: own,
    answer: session,
  }),
  newRecoveryCodes: route({
    method: 'POST',
    path: '/api/v1/me/second-factor/codes',
    summary: 'New recovery codes in the place of the old ones, told this once.',
    action: 'signed_in',
    rateLimit: few,
    body: own,
    answer: z.object({ recoveryCodes: model.recoveryCodes }),
  }),
  passkeyToMake: route({
    method: 'POST',
    path: '/api/v1/me/passkeys/options',
    summary: 'What a browser needs to make a passkey (PublicKeyCredentialCreationOptionsJSON).',
    action: 'signed_in',
    rateLimit: few,
    answer: model.authenticatorQuestion,
  }),
  keepPasskey: route({
    method: 'POST',
    path: '/api/v1/me/passkeys',
    summary: 'Keep a passkey that the browser made, under the name of its device.',
    action: 'signed_in',
    rateLimit: few,
    body: z.object({
      response: model.authenticatorAnswer,
      name: z.string().trim().min(1).max(40),
      password: model.ownPassword,
    }),
    answer: session,
  }),
  removePasskey: route({
    method: 'POST',
    path: '/api/v1/me/passkeys/{id}/remove',
    summary: 'Take a passkey away. The last factor of who must have one stays until there is another.',
    action: 'signed_in',
    rateLimit: few,
    params: z.object({ id: z.string().min(1).max(100) }),
    body: own,
    answer: session,
  }),
  changePassword: route({
    method: 'POST',
    path: '/api/v1/me/password',
    summary: 'Change my password. Every other session of mine ends.',
    action: 'signed_in',
    rateLimit: few,
    body: z.object({ password: model.typedPassword, next: model.typedPassword }),
    answer: session,
  }),
  sessions: route({
    method: 'GET',
    path: '/api/v1/me/sessions',
    summary: 'Where I am signed in, this session first.',
    action: 'signed_in',
    answer: z.object({ items: z.array(model.ownSession) }),
  }),
  endSession: route({
    method: 'POST',
    path: '/api/v1/me/sessions/{id}/end',
    summary: 'End one of my sessions.',
    action: 'signed_in',
    params: z.object({ id: z.uuid() }),
    answer: nothing,
  }),
  endOtherSessions: route({
    method: 'POST',
    path: '/api/v1/me/sessions/end-others',
    summary: 'End every session of mine but this one.',
    action: 'signed_in',
    answer: nothing,
  }),
}

/** What a session opens that still owes its second factor. */
export const openToHalf: readonly { readonly method: string; readonly path: string }[] = [
  routes.giveSecondFactor,
  routes.factors,
  routes.beginApp,
  routes.confirmApp,
  routes.passkeyToMake,
  routes.keepPasskey,
]
