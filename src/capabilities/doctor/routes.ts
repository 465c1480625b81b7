import { route } from '../../platform/route.ts'
import { checkUp } from './model.ts'

/** The JSON contract of the check-up. */
export const routes = {
  checkUp: route({
    method: 'GET',
    path: '/api/v1/check-up',
    summary: 'Look at everything that this installation stands on, and say what to do about what is not well.',
    action: 'settings.edit',
    answer: checkUp,
  }),
}
