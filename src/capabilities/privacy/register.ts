import type { Kind } from './rules-for-retention.ts'

/**
 * Classes of data: P0 public, P1 internal, P2 personal, P3 sensitive (GB/T 35273; PIPL art. 28). What neighbours write may
 * hold anything, sensitive things among it, and is treated as such.
 */
export type DataClass = 'P0' | 'P1' | 'P2' | 'P3'
/** Why it may be processed. consent: PIPL art. 13 no. 1. duty: no. 3, with the residents' committee law. post: no. 2. */
export type Basis = 'consent' | 'duty' | 'post'
/** Who sees it. */
export type SeenBy =
  | 'nobody'
  | 'auditor'
  | 'handlers'
  | 'handlers_masked'
  | 'community'
  | 'everybody'
  | 'oneself'
  | 'operator'
/** How long: a kind of the retention table, for as long as an account or a post lasts, or on the person's own phone. */
export type KeptFor = Kind | 'account' | 'post' | 'own_phone' | 'half_a_year' | 'audit' | 'installation'

/** One kind of personal data, as the privacy page tells it. Its name and purpose are words: `privacy.data.<kind>`. */
export interface PersonalData {
  readonly dataClass: DataClass
  readonly basis: Basis
  readonly keptFor: KeptFor
  readonly seenBy: SeenBy
}

/** What is processed, kind by kind (PIPL art. 17): in this order on the privacy page. */
export const personalData = {
  words: { dataClass: 'P3', basis: 'consent', keptFor: 'request', seenBy: 'handlers' },
  photos: { dataClass: 'P2', basis: 'consent', keptFor: 'request', seenBy: 'handlers' },
  contact_phone: { dataClass: 'P2', basis: 'consent', keptFor: 'contact', seenBy: 'handlers_masked' },
  contact_name: { dataClass: 'P2', basis: 'consent', keptFor: 'contact', seenBy: 'handlers_masked' },
  place: { dataClass: 'P1', basis: 'duty', keptFor: 'request', seenBy: 'handlers' },
  held: { dataClass: 'P3', basis: 'consent', keptFor: 'held', seenBy: 'community' },
  device_mark: { dataClass: 'P1', basis: 'duty', keptFor: 'half_a_year', seenBy: 'nobody' },
  account: { dataClass: 'P2', basis: 'consent', keptFor: 'account', seenBy: 'oneself' },
  sign_in: { dataClass: 'P2', basis: 'consent', keptFor: 'session', seenBy: 'nobody' },
  channels: { dataClass: 'P2', basis: 'consent', keptFor: 'account', seenBy: 'oneself' },
  messages: { dataClass: 'P2', basis: 'consent', keptFor: 'delivery', seenBy: 'community' },
  openings: { dataClass: 'P2', basis: 'duty', keptFor: 'opening', seenBy: 'oneself' },
  own_changes: { dataClass: 'P1', basis: 'duty', keptFor: 'installation', seenBy: 'oneself' },
  feedback: { dataClass: 'P2', basis: 'consent', keptFor: 'feedback', seenBy: 'operator' },
  posts: { dataClass: 'P1', basis: 'post', keptFor: 'post', seenBy: 'everybody' },
  staff_access: { dataClass: 'P2', basis: 'post', keptFor: 'invitation', seenBy: 'nobody' },
  audit: { dataClass: 'P2', basis: 'duty', keptFor: 'audit', seenBy: 'auditor' },
  roster: { dataClass: 'P2', basis: 'post', keptFor: 'roster', seenBy: 'community' },
  look: { dataClass: 'P1', basis: 'consent', keptFor: 'own_phone', seenBy: 'oneself' },
} as const satisfies Record<string, PersonalData>
export type DataKind = keyof typeof personalData

/** A column that holds nothing of a person: a name of a thing, a state, a code of the catalogue. */
type Column = DataKind | 'plain'

/**
 * Every column of text, bytes or JSON, and what of a person it holds. A test walks the database's own catalogue and fails
 * on a column that is not here, so that nothing of anybody is kept that nobody has thought about.
 */
export const columns: Readonly<Record<string, Readonly<Record<string, Column>> | 'plain'>> = {
  requests: {
    number: 'plain',
    kind: 'plain',
    listen: 'plain',
    channel: 'plain',
    category: 'plain',
    clock_class: 'plain',
    title: 'words',
    text_sealed: 'words',
    status: 'plain',
    followers: 'posts',
    deadline_kind: 'plain',
    clocks_left: 'plain',
    paused_from: 'plain',
    closing: 'plain',
    marks: 'plain',
  },
  request_events: {
    type: 'plain',
    audience: 'plain',
    author_kind: 'plain',
    text_sealed: 'words',
    data: 'plain',
  },
  voices: {
    token_hash: 'sign_in',
    state: 'plain',
    name_sealed: 'contact_name',
    phone_sealed: 'contact_phone',
    phone_hash: 'contact_phone',
    device_hash: 'device_mark',
  },
  held_reports: {
    what: 'plain',
    number: 'plain',
    token_hash: 'sign_in',
    content_sealed: 'held',
    category: 'plain',
    channel: 'plain',
    phone_hash: 'held',
    device_hash: 'device_mark',
    source: 'device_mark',
    why: 'plain',
    state: 'plain',
    reason: 'plain',
  },
  send_buckets: { key: 'device_mark' },
  request_commands: { fingerprint: 'words', answer: 'plain' },
  contact_openings: { reason: 'openings' },
  announcements: { kind: 'plain', data: 'messages' },
  deliveries: {
    kind: 'plain',
    data: 'messages',
    channel: 'channels',
    status: 'plain',
    last_error: 'messages',
    receipt: 'messages',
  },
  files: { content_type: 'photos', audience: 'plain' },
  people: {
    name_sealed: 'account',
    phone_sealed: 'account',
    phone_hash: 'account',
    account_hash: 'staff_access',
    account_sealed: 'staff_access',
    language: 'account',
    user_id: 'account',
  },
  channel_choices: { channel: 'channels', address_sealed: 'channels' },
  user: { id: 'account', name: 'account', email: 'account', image: 'account', phoneNumber: 'account' },
  session: { id: 'sign_in', token: 'sign_in', ipAddress: 'sign_in', userAgent: 'sign_in', userId: 'sign_in' },
  account: {
    id: 'staff_access',
    accountId: 'staff_access',
    providerId: 'staff_access',
    userId: 'staff_access',
    accessToken: 'staff_access',
    refreshToken: 'staff_access',
    idToken: 'staff_access',
    scope: 'staff_access',
    password: 'staff_access',
  },
  verification: { id: 'sign_in', identifier: 'sign_in', value: 'sign_in' },
  sign_in_trials: { key: 'sign_in' },
  sign_in_sessions: { session_id: 'sign_in', way: 'sign_in', device: 'sign_in', posts: 'sign_in' },
  known_devices: { key: 'sign_in', user_id: 'sign_in' },
  sign_in_codes: { key: 'sign_in', code_hash: 'sign_in' },
  twoFactor: { id: 'staff_access', secret: 'staff_access', backupCodes: 'staff_access', userId: 'staff_access' },
  passkey: {
    id: 'staff_access',
    name: 'staff_access',
    publicKey: 'staff_access',
    userId: 'staff_access',
    credentialID: 'staff_access',
    deviceType: 'staff_access',
    transports: 'staff_access',
    aaguid: 'staff_access',
  },
  audit_entries: {
    what: 'audit',
    about: 'audit',
    network: 'audit',
    account: 'audit',
    result: 'plain',
    reason: 'plain',
    mac: 'plain',
    hash: 'plain',
  },
  api_tokens: { token_hash: 'staff_access', name: 'staff_access' },
  invitations: { token_hash: 'staff_access' },
  staff_changes: { what: 'posts', role: 'posts', area_code: 'plain' },
  offices: { role: 'posts', area_code: 'plain' },
  responsibilities: { role: 'posts', duties: 'posts' },
  desks: { kind: 'plain', name: 'plain', phone: 'plain', duty_name: 'posts', duty_phone: 'posts' },
  roster_imports: { file_name: 'roster', status: 'plain', rows_sealed: 'roster', counts: 'plain', errors: 'roster' },
  request_figures: { span: 'plain', category: 'plain' },
  feedback: { text_sealed: 'feedback', contact_sealed: 'feedback', language: 'plain' },
  own_data_changes: { what: 'own_changes' },
  places: { kind: 'plain', name: 'place' },
  // What belongs to nobody: divisions, the catalogue, working days, plaques, keys, rules of the door, the history of the
  // tables.
  areas: 'plain',
  communities: 'plain',
  compounds: 'plain',
  plaques: 'plain',
  plaque_codes: 'plain',
  categories: 'plain',
  calendar_days: 'plain',
  calendar_changes: 'plain',
  clock_profiles: 'plain',
  blocked_words: 'plain',
  audit_marks: 'plain',
  backups: 'plain',
  data_keys: 'plain',
  retention_days: 'plain',
  silin_migrations: 'plain',
  secret_fingerprint: 'plain',
}

/** The day of what is told above, and a fingerprint by which a test finds a change without a new day. */
export const registerVersion = { day: '2026-11-24', fingerprint: '389d282d97886d8c' } as const
