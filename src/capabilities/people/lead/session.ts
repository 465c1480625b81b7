import { rememberCsrfToken } from '../../../platform/screens/api.ts'
import type { Session } from '../model.ts'

/** Every write that follows carries this session's token. */
export function learned(session: Session): Session {
  rememberCsrfToken(session.csrfToken)
  return session
}
