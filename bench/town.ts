import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { Pool } from 'undici'
import { type Machine, openMachine } from '../e2e/crash/machine.ts'

/** The built server with the demo on an embedded database of its own, and ways to it. */
export async function openTown(folder: string) {
  const machine: Machine = await openMachine(folder, { SILIN_LOG: 'warn', SILIN_TRUST_PROXY: '1' })
  machine.start()
  if ((await machine.ready('first')) === null) throw new Error(`the server did not start: ${machine.lines.join('\n')}`)
  const ownerUrl = await machine.ownerUrl()
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 16 })
  const { rows } = await owner.query<{ id: string; area_code: string }>('select id, area_code from communities')
  const community = rows[0]
  if (!community) throw new Error('the demo has no community')
  const plaques = await owner.query<{ code: string }>(
    `select p.code from plaques p join places l on l.community_id = p.community_id and l.id = p.place_id
     where p.community_id = $1 and l.kind = 'unit' and p.closed_at is null order by p.code`,
    [community.id],
  )
  const http = new Pool(machine.url, { connections: 32, pipelining: 1 })
  const token = (await machine.say(['token', '--role', 'communityStaff', '--place', community.area_code]))
    .split('\n')
    .at(-1)

  let asked = 0
  /** Each from another network: a limit per address is for one, not for a whole town. */
  const newAddress = () => `10.${asked & 255}.${(asked >> 8) & 255}.${(asked++ >> 16) & 255}`
  return {
    machine,
    owner,
    ownerUrl,
    communityId: community.id,
    plaques: plaques.rows.map((row) => row.code),
    /** Asks with keep-alive connections. @throws Error for any answer but a good one */
    async ask(
      path: string,
      how: {
        readonly method?: 'GET' | 'POST'
        readonly body?: object
        /** With the desk's own token, or with another one. */
        readonly staff?: boolean | string
      } = {},
    ): Promise<string> {
      const bearer = how.staff === true ? token : how.staff
      const answer = await http.request({
        path,
        method: how.method ?? 'GET',
        headers: {
          'x-forwarded-for': newAddress(),
          ...(how.body && { 'content-type': 'application/json' }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
        ...(how.body && { body: JSON.stringify(how.body) }),
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 6000)}`)
      return text
    },
    /** Sends a form as a browser does. @throws Error for any answer but the way on */
    async send(path: string, form: { readonly body: Buffer | string; readonly type: string }): Promise<string> {
      const answer = await http.request({
        path,
        method: 'POST',
        headers: { 'x-forwarded-for': newAddress(), 'content-type': form.type },
        body: form.body,
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 303) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 6000)}`)
      return String(answer.headers.location)
    },
    /** Resident memory of the server's process, in bytes (VmRSS of /proc). */
    async memory(): Promise<number> {
      const status = await readFile(`/proc/${machine.processId()}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
    },
    async close(): Promise<void> {
      await http.close()
      await owner.end()
      await machine.stop()
    },
  }
}
export type Town = Awaited<ReturnType<typeof openTown>>
