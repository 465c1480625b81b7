import { z } from 'zod'
import { communityId } from '../../platform/ids.ts'
import { route } from '../../platform/route.ts'
import * as model from './model.ts'
import { rosterImport } from './roster/model.ts'

const ofCommunity = z.object({ community: communityId })
const byId = z.object({ id: z.uuid() })

/** The JSON contract of this capability; `api.ts` implements it, the desk calls it. */
export const routes = {
  tree: route({
    method: 'GET',
    path: '/api/v1/places',
    summary: 'The tree of a community without its households, with who answers for each place.',
    action: 'places.read',
    query: ofCommunity,
    answer: z.object({ items: z.array(model.placeNode) }),
  }),
  coverage: route({
    method: 'GET',
    path: '/api/v1/coverage',
    summary: 'Which places nobody answers for, per role.',
    action: 'places.coverage',
    query: ofCommunity,
    answer: model.coverage,
  }),
  rosterTemplate: route({
    method: 'GET',
    path: '/api/v1/roster/template',
    summary: 'An empty roster workbook (XLSX) with the headers that the import reads.',
    action: 'roster.import',
    carries: 'download',
    answer: z.unknown(),
  }),
  plaques: route({
    method: 'GET',
    path: '/api/v1/plaques',
    summary: 'Every open plaque with its code and address, as a workbook (XLSX) for whoever prints them.',
    action: 'roster.import',
    query: ofCommunity,
    carries: 'download',
    isAudited: true,
    answer: z.unknown(),
  }),
  checkRoster: route({
    method: 'POST',
    path: '/api/v1/roster/imports',
    summary: 'Read a roster (XLSX or CSV, multipart field `file`) and check it; nothing is changed yet.',
    action: 'roster.import',
    query: ofCommunity,
    carries: 'file',
    answer: rosterImport,
  }),
  rosterImport: route({
    method: 'GET',
    path: '/api/v1/roster/imports/{id}',
    summary: 'How far a check or an import has come.',
    action: 'roster.import',
    params: byId,
    query: ofCommunity,
    answer: rosterImport,
  }),
  applyRoster: route({
    method: 'POST',
    path: '/api/v1/roster/imports/{id}/apply',
    summary: 'Write a checked roster, all or nothing. Running it twice changes nothing more.',
    action: 'roster.import',
    params: byId,
    query: ofCommunity,
    answer: rosterImport,
  }),
  plaqueFace: route({
    method: 'GET',
    path: '/api/v1/me/plaque',
    summary: 'How I, a lead, stand on the plaques of my posts.',
    action: 'plaque.own',
    answer: model.plaqueFace,
  }),
  showPhone: route({
    method: 'PUT',
    path: '/api/v1/me/plaque/phone',
    summary: 'Show my phone on the plaques of my posts, or show it no more.',
    action: 'plaque.own',
    body: z.object({ shown: z.boolean() }),
    answer: model.plaqueFace,
  }),
  portrait: route({
    method: 'GET',
    path: '/api/v1/me/plaque/portrait',
    summary: 'My photo as it stands on the plaques.',
    action: 'plaque.own',
    carries: 'download',
    answer: z.unknown(),
  }),
  setPortrait: route({
    method: 'PUT',
    path: '/api/v1/me/plaque/portrait',
    summary: 'Show this photo of me (multipart field `photo`) on the plaques of my posts.',
    action: 'plaque.own',
    carries: 'file',
    answer: model.plaqueFace,
  }),
  removePortrait: route({
    method: 'DELETE',
    path: '/api/v1/me/plaque/portrait',
    summary: 'Show no photo of me on the plaques any more.',
    action: 'plaque.own',
    answer: model.plaqueFace,
  }),
}
