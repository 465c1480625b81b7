import { newId } from '../../../../platform/ids.ts'
import type { Probe } from './probe.ts'

/** What is of one's own session: a token has none, and is nobody here. */
const ofSession = (url: string, statuses: readonly number[], payload?: object): Probe[] => [
  {
    place: null,
    send: () => ({ url, ...(payload && { payload }) }),
    expect: (_holder, by) => (by === 'session' ? statuses : [401]),
  },
]
const ofAnybody = (url: string, statuses: readonly number[], payload?: object): Probe[] => [
  { place: null, send: () => ({ url, ...(payload && { payload }) }), expect: () => statuses },
]
const password = 'not the password of anybody'
/** Nothing that a browser's authenticator ever said. */
const response = { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: 'x' } }

/** Second factors, passkeys, sessions and passwords: each is its owner's, by their own session alone. */
export const signInProbes: Readonly<Record<string, readonly Probe[]>> = {
  'GET /api/v1/sign-in/ways': ofAnybody('/api/v1/sign-in/ways', [200]),
  'POST /api/v1/sign-in/passkey/options': ofAnybody('/api/v1/sign-in/passkey/options', [200, 404]),
  'POST /api/v1/sign-in/passkey': ofAnybody('/api/v1/sign-in/passkey', [409], { response }),
  'POST /api/v1/sign-in/second-factor': ofSession('/api/v1/sign-in/second-factor', [200], {
    code: '000000',
    trust: false,
  }),
  'GET /api/v1/me/second-factor': ofSession('/api/v1/me/second-factor', [200]),
  'POST /api/v1/me/second-factor/app/remove': ofSession('/api/v1/me/second-factor/app/remove', [200], { password }),
  'POST /api/v1/me/second-factor/codes': ofSession('/api/v1/me/second-factor/codes', [404], { password }),
  // Nobody here has a password that would be asked for.
  'POST /api/v1/me/second-factor/app': ofSession('/api/v1/me/second-factor/app', [200], { password }),
  'POST /api/v1/me/second-factor/app/confirm': ofSession('/api/v1/me/second-factor/app/confirm', [422], {
    code: '000000',
  }),
  'POST /api/v1/me/passkeys/options': ofSession('/api/v1/me/passkeys/options', [200, 404]),
  'POST /api/v1/me/passkeys': ofSession('/api/v1/me/passkeys', [409], { response, name: 'x', password }),
  'POST /api/v1/me/passkeys/:id/remove': ofSession('/api/v1/me/passkeys/x/remove', [404], { password }),
  'POST /api/v1/me/password': ofSession('/api/v1/me/password', [422], { password, next: 'x' }),
  'GET /api/v1/me/sessions': ofSession('/api/v1/me/sessions', [200]),
  'POST /api/v1/me/sessions/:id/end': [
    {
      place: null,
      send: () => ({ url: `/api/v1/me/sessions/${newId()}/end` }),
      expect: (_holder, by) => (by === 'session' ? [404] : [401]),
    },
  ],
  'POST /api/v1/me/sessions/end-others': ofSession('/api/v1/me/sessions/end-others', [200]),
}
