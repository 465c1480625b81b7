import { z } from 'zod'
import { deskId, personId } from '../../platform/ids.ts'
import { route } from '../../platform/route.ts'
import * as staff from './appointing/model.ts'
import * as model from './model.ts'

const nothing = z.object({})
/** A whole office signs in from one address; guessing takes more. */
const few = 20

/** The JSON contract of sign-in and of one's own settings. */
export const routes = {
  session: route({
    method: 'GET',
    path: '/api/v1/session',
    summary:
      'Who is signed in, with posts and the token that every write must carry. Null for who brings neither a session nor a token; one that is over is refused.',
    action: 'public',
    answer: model.session.nullable(),
  }),
  askCode: route({
    method: 'POST',
    path: '/api/v1/sign-in/code',
    summary:
      'Send a sign-in code of six digits to a mobile phone. Answers the same whether the phone is known or not. The code is good together with the cookie that this answer sets.',
    action: 'public',
    rateLimit: few,
    body: z.object({ phone: model.mobilePhone }),
    answer: z.object({ waitSeconds: z.number().int() }),
  }),
  signInByCode: route({
    method: 'POST',
    path: '/api/v1/sign-in/phone',
    summary: 'Sign in by phone and code. Sets the session cookie.',
    action: 'public',
    rateLimit: few,
    body: z.object({
      phone: model.mobilePhone,
      code: z
        .string()
        .trim()
        .regex(/^\d{6}$/),
    }),
    answer: model.session,
  }),
  signInByPassword: route({
    method: 'POST',
    path: '/api/v1/sign-in/password',
    summary: 'Sign in staff by account and password. Sets the session cookie.',
    action: 'public',
    rateLimit: few,
    body: z.object({ account: z.string().trim().min(1).max(200), password: z.string().min(1).max(200) }),
    answer: model.session,
  }),
  signOut: route({
    method: 'POST',
    path: '/api/v1/sign-out',
    summary: 'End this session.',
    action: 'signed_in',
    answer: nothing,
  }),
  setLanguage: route({
    method: 'PUT',
    path: '/api/v1/me/language',
    summary: 'The language in which this person is written to.',
    action: 'signed_in',
    body: z.object({ language: z.enum(['zh-CN', 'en']) }),
    answer: nothing,
  }),
  myChannels: route({
    method: 'GET',
    path: '/api/v1/me/channels',
    summary: 'By which ways this person wants to be told. Secrets are not shown again.',
    action: 'signed_in',
    answer: z.object({
      items: z.array(z.object({ channel: model.channelName, address: z.string().nullable(), active: z.boolean() })),
    }),
  }),
  chooseChannel: route({
    method: 'PUT',
    path: '/api/v1/me/channels',
    summary: 'Choose or change one way of being told.',
    action: 'signed_in',
    body: model.channelChoice,
    answer: nothing,
  }),
  staffPlaces: route({
    method: 'GET',
    path: '/api/v1/staff/places',
    summary: 'Communities and areas in which I may appoint somebody, and to which roles.',
    action: 'people.appoint',
    answer: z.object({ items: z.array(staff.staffPlace) }),
  }),
  staff: route({
    method: 'GET',
    path: '/api/v1/staff',
    summary: 'Who holds which post or office at a community (its id) or an area (its code), and where nobody does.',
    action: 'people.appoint',
    query: z.object({ at: staff.at }),
    answer: staff.staffList,
  }),
  appoint: route({
    method: 'POST',
    path: '/api/v1/staff',
    summary: 'Give somebody a post or office. Who has no account yet gets a one-time link, which is told this once.',
    action: 'people.appoint',
    body: staff.appointment,
    answer: z.object({ personId, link: staff.link.nullable() }),
  }),
  endAppointment: route({
    method: 'POST',
    path: '/api/v1/staff/{id}/end',
    summary: 'End a post or office at once. It stays in the history.',
    action: 'people.appoint',
    params: z.object({ id: z.uuid() }),
    body: staff.postCommand,
    answer: nothing,
  }),
  invite: route({
    method: 'POST',
    path: '/api/v1/staff/{id}/invitation',
    summary: 'Make a new one-time link for somebody who lost access. Their sessions and password end.',
    action: 'people.appoint',
    params: z.object({ id: z.uuid() }),
    body: staff.postCommand,
    answer: z.object({ link: staff.link.nullable() }),
  }),
  addUtility: route({
    method: 'POST',
    path: '/api/v1/staff/desks',
    summary: 'Add the desk of a utility to a community, with the phone that answers.',
    action: 'desks.add',
    body: staff.utilityDesk,
    answer: z.object({ deskId }),
  }),
}
