import type { CommunityId } from '../ids.ts'

/** Something that people follow has changed. It says that and where, and nothing of what or of whom. */
export interface Change {
  /** A request's id, or that of anything else which has a page of its own. */
  readonly id: string
  /** Grows with each change of this thing: the same number, by whichever way it is heard, is told once. */
  readonly number: number
  /** The stairwell on whose page it stands. */
  readonly places: readonly string[]
  readonly communityId: CommunityId
}

/** What travels between servers: changes; or, when there are too many, whole communities, or everything. */
export interface Told {
  readonly changes: readonly Change[]
  /** Anything in these communities may have changed. */
  readonly communities: readonly CommunityId[]
  readonly everything: boolean
}

/** PostgreSQL takes less than 8,000 bytes in one NOTIFY; the sender's name stands before it. */
const mostBytes = 7_900
/** So many in one beat; more is told by its communities. */
const mostMessages = 4

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** 22 signs in place of 36. Ids are checked: what is none would come out as another one. */
function short(id: string): string {
  if (!uuid.test(id)) throw new Error('only ids are told to other servers')
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
}
const long = (id: string) =>
  Buffer.from(id, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

const wordOf = ({ id, number, communityId, places }: Change) =>
  [number.toString(36), short(id), short(communityId), ...places.map(short)].join('.')

/** The messages that tell others of these changes: one in all but a rush. */
export function messagesOf(changes: readonly Change[]): string[] {
  const words = inMessages(changes.map(wordOf))
  if (words.length <= mostMessages) return words
  const communities = inMessages([...new Set(changes.map((one) => `*${short(one.communityId)}`))])
  return communities.length <= mostMessages ? communities : ['*']
}

function inMessages(words: readonly string[]): string[] {
  const messages: string[] = []
  let message = ''
  for (const word of words) {
    if (message !== '' && message.length + word.length + 1 > mostBytes) {
      messages.push(message)
      message = ''
    }
    message += message === '' ? word : `,${word}`
  }
  return message === '' ? messages : [...messages, message]
}

/** Reads a message. What another version of the server says in words of its own may be anything: everything. */
export function readMessage(message: string): Told {
  const changes: Change[] = []
  const communities: CommunityId[] = []
  let everything = false
  for (const word of message.split(',')) {
    const [number = '', ...ids] = word.split('.')
    const [id, communityId, ...places] = ids.map(long)
    if (word.length === 23 && word.startsWith('*')) communities.push(long(word.slice(1)) as CommunityId)
    else if (/^[0-9a-z]+$/.test(number) && id && communityId)
      changes.push({ id, number: Number.parseInt(number, 36), communityId: communityId as CommunityId, places })
    else everything = true
  }
  return { changes, communities, everything }
}
