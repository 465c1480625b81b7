import { route } from '../../platform/route.ts'
import * as model from './model.ts'

/** The JSON contract of figures. */
export const routes = {
  figures: route({
    method: 'GET',
    path: '/api/v1/figures',
    summary: 'What happened in some days, counted by community and category, with totals; of whole communities only.',
    action: 'figures.read',
    query: model.figuresQuery,
    answer: model.figures,
  }),
}
