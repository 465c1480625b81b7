import type { Action } from '../../../../capabilities/people/permissions.ts'
import { implementedRoutes } from '../../../../platform/http/implement.ts'
import type { Route } from '../../../../platform/route.ts'
import { type Answer, type Client, type Key, noKey, renewed } from './client.ts'
import { heldProbes } from './held-probes.ts'
import type { Holder } from './holders.ts'
import { markersIn } from './markers.ts'
import { atTheGate, type Probe, type Walked } from './probe.ts'
import { readingProbes } from './reading-probes.ts'
import { signInProbes } from './sign-in-probes.ts'
import { mayBeShown } from './table.ts'
import { relation } from './where.ts'
import { writingProbes } from './writing-probes.ts'

/**
 * For every JSON route of the server what the walk asks of it. A route that is not in here fails the walk, and so does
 * an entry without its route.
 */
export const probesOf = (walked: Walked): Readonly<Record<string, readonly Probe[]>> => ({
  ...readingProbes(walked),
  ...heldProbes(walked),
  ...signInProbes,
  ...writingProbes(walked),
})

/** Somebody at a door, and by which key. */
export interface Comer {
  readonly holder: Holder | null
  readonly by: 'nothing' | 'session' | 'token'
  /** Another after an answer that renews the session. */
  key: Key
}

/** The address of a contract as the server writes it. */
export const opened = ({ method, path }: Pick<Route, 'method' | 'path'>) =>
  `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`
export const contractOf = (route: string): Route | undefined => implementedRoutes.find((one) => opened(one) === route)

/**
 * Asks one thing as one person, and says what is wrong with the answer: nothing, or a line that names the route, who
 * came by what, from where the place lies to them, and what was found instead of what the table says.
 */
export async function ask(
  client: Client,
  walked: Walked,
  { route, action, probe, comer }: { route: string; action: string; probe: Probe; comer: Comer },
): Promise<string[]> {
  const { holder, key } = comer
  const [method = ''] = route.split(' ')
  const sent = await probe.send()
  const own = method === 'GET' ? key.read : key.write
  const answer = await client.send({ method, ...sent, headers: { ...own, ...sent.headers } })

  if (comer.by === 'session') comer.key = renewed(key, answer)

  const gate = atTheGate(action, holder)
  const wanted = gate === null ? probe.expect(holder ?? nobody, comer.by) : [gate]
  const where = probe.place === null ? '' : ` · ${relation(holder?.posts ?? [], probe.place)} ${probe.place}`
  const line = `${route}${probe.what ? ` (${probe.what})` : ''}${where} · ${holder?.name ?? 'nobody'} by ${comer.by}`
  const wrong: string[] = []
  if (!wanted.includes(answer.status))
    wrong.push(`${line}: ${answer.status} instead of ${wanted.join(' or ')} ${answer.text.slice(0, 200)}`)
  else if (answer.status === 200 && probe.holds) {
    const { found, wanted: whole } = probe.holds(holder ?? nobody, JSON.parse(answer.text))
    if (JSON.stringify(found) !== JSON.stringify(whole))
      wrong.push(`${line}: holds ${JSON.stringify(found)} instead of ${JSON.stringify(whole)}`)
  }
  return [...wrong, ...foreignIn(answer, walked, holder ?? nobody, action).map((marker) => `${line}: shows ${marker}`)]
}

const nobody: Holder = { name: 'nobody', posts: [] }
/** What a route shows that the table does not know is one's own, and what lies on one's way. */
const ownAction = (action: string) =>
  (action === 'public' || action === 'signed_in' ? 'requests.read' : action) as Action

/** Rows of places that this answer may hold nothing of. */
function foreignIn(answer: Answer, { matters }: Walked, holder: Holder, action: string): string[] {
  return markersIn(answer.text)
    .filter((marker) => !mayBeShown(holder, ownAction(action), marker, matters.all))
    .map(({ place, part }) => `the ${part} of ${place}`)
}

export const nobodyComes: Comer = { holder: null, by: 'nothing', key: noKey }

/** Ways into a server that nobody answers for, and ways that are named and not there. */
export function unknownRoutes(routes: readonly string[], open: readonly string[]): string[] {
  // The head of a page is asked for as the page is.
  const ways = routes.filter((route) => !route.startsWith('HEAD '))
  const pages = ways.filter((route) => !contractOf(route))
  return [
    ...pages
      .filter((route) => !open.includes(route))
      .map((route) => `${route}: neither in a contract nor open to anybody`),
    ...open.filter((route) => !ways.includes(route)).map((route) => `${route}: is not there`),
  ]
}
