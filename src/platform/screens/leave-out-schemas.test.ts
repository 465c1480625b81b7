import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, it } from 'vitest'
import { leaveOutSchemas } from './leave-out-schemas.ts'

const model = `
  import { z } from 'zod'
  export const statuses = ['open', 'closed'] as const
  const name = z.string().trim().transform((text) => text.normalize('NFKC'))
  export const status = z.enum(statuses)
  export const matter = z.object({ name, short: name.pipe(z.string().max(9)), status })
  export const check = (given: unknown) => matter.safeParse(given)
`
const routes = `
  import { z } from 'zod'
  import { matter } from './model.ts'
  import { route } from '../../platform/route.ts'
  export const routes = {
    matter: route({ method: 'GET', path: '/api/v1/matters/{id}', summary: 'Tells.', action: 'matters.read',
      params: z.object({ id: z.uuid() }), answer: matter }),
  }
`
/** What a screen becomes that stands beside a model and routes. */
async function built(screen: string, files = { model, routes }): Promise<string> {
  const folder = fileURLToPath(new URL('../../capabilities/matters/', import.meta.url))
  const modules = new Map<string, string>(
    Object.entries({ ...files, screen }).map(([name, code]) => [`${folder}${name}.ts`, code]),
  )
  const answer = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'files-of-this-test',
        enforce: 'pre',
        resolveId: (id) => [...modules.keys()].find((path) => path.endsWith(id.replace(/^\./, ''))) ?? null,
        load: (id) => modules.get(id) ?? null,
      },
      leaveOutSchemas(),
    ],
    build: { write: false, minify: false, rolldownOptions: { input: `${folder}screen.ts` } },
  })
  if (!('output' in answer)) throw new Error('nothing was built')
  return answer.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
}

it('carries method and path of a route, and values of a model, and no schema', async () => {
  const code = await built(`
    import { statuses } from './model.ts'
    import { routes } from './routes.ts'
    console.log(statuses, routes.matter)
  `)
  expect(code).toContain('"/api/v1/matters/{id}"')
  expect(code).toContain('"closed"')
  expect(code).not.toMatch(/summary|matters\.read|NFKC|uuid|\.enum|\.object|\.safeParse/)
})

it('keeps a check, so that whoever relies on it is told', async () => {
  const code = await built(`
    import { check } from './model.ts'
    check({})
  `)
  expect(code).toContain('.safeParse(')
  expect(() => new Function(code)()).toThrow('this bundle carries no schemas')
})

it('refuses to build a route that it does not understand', async () => {
  const odd = routes.replace("method: 'GET',", '...shared,')
  const screen = `import { routes } from './routes.ts'; console.log(routes)`
  await expect(built(screen, { model, routes: odd })).rejects.toThrow('a route without method and path')
})
