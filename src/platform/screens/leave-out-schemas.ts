import type { Plugin } from 'vite'

const withoutSchemas = decodeURIComponent(new URL('without-schemas.ts', import.meta.url).pathname)

/** What `api.ts` reads of a route. */
const readOfRoutes: ReadonlySet<string> = new Set(['method', 'path'])

/**
 * Leaves out of a browser's bundle what only the server and the compiler need of the contract: in routes all but method
 * and path, and in models each schema, in whose place `without-schemas.ts` stands, so that whoever tries to check
 * something with one is told. What is written in a way that this does not understand stays, or fails the build.
 */
export function leaveOutSchemas(): Plugin {
  return {
    name: 'leave-out-schemas',
    config: () => ({
      resolve: { alias: [{ find: /^zod$/, replacement: withoutSchemas }] },
    }),
    transform(code, id) {
      if (!/\/src\/(?:[\w-]+\/)+[\w-]+\.tsx?$/.test(id)) return null
      const isRoutes = id.endsWith('/routes.ts')
      if (!isRoutes && !/from ['"]zod['"]/.test(code)) return null
      const taken: Piece[] = []
      const schemas = new Set<string | undefined>(['z'])
      const visit = (value: unknown): void => {
        for (const node of Array.isArray(value) ? value : [value]) if (isNode(node)) look(node)
      }
      const look = (node: Node): void => {
        const [head, ...names] = node.type === 'CallExpression' ? chainOf(node) : []
        // Checks stay where they are: without-schemas.ts refuses them.
        const isSchema = schemas.has(head) && !names.some((name) => /parse/i.test(name ?? ''))
        const contract = isRoutes ? contractOf(node) : undefined
        if (isSchema) taken.push({ ...node, instead: 'z' })
        else if (contract) {
          const kept = contract.filter((one) => readOfRoutes.has(one.key?.name ?? ''))
          if (kept.length !== readOfRoutes.size) this.error(`a route without method and path in ${id}`)
          taken.push({ ...node, instead: `{ ${kept.map((one) => code.slice(one.start, one.end)).join(', ')} }` })
        } else for (const part of Object.values(node)) visit(part)
        const isNamed = node.type === 'VariableDeclarator' && taken.at(-1)?.start === node.init?.start
        if (isNamed && taken.at(-1)?.instead === 'z') schemas.add(node.id?.name)
      }
      visit(this.parse(code))
      return { code: withPieces(code, taken), map: null }
    },
  }
}

/** ESTree, as far as it is looked at here. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: string
  readonly id?: Node
  readonly key?: Node
  readonly init?: Node
  readonly callee?: Node
  readonly object?: Node
  readonly property?: Node
  readonly arguments?: readonly Node[]
  readonly properties?: readonly Node[]
}
type Piece = Pick<Node, 'start' | 'end'> & { readonly instead: string }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

/** `z`, `string` and `trim` of `z.string().trim()`. */
const chainOf = (node: Node): (string | undefined)[] => {
  if (node.callee) return chainOf(node.callee)
  return node.object ? [...chainOf(node.object), node.property?.name] : [node.name]
}

/** The properties of the contract in `route({ … })`. */
const contractOf = (node: Node): readonly Node[] | undefined =>
  node.type === 'CallExpression' && node.callee?.name === 'route' ? node.arguments?.[0]?.properties : undefined

/** The code with other words in some places, which are in order and apart from each other. */
function withPieces(code: string, pieces: readonly Piece[]): string {
  const starts = [0, ...pieces.map(({ end }) => end)]
  return starts.map((start, at) => code.slice(start, pieces[at]?.start) + (pieces[at]?.instead ?? '')).join('')
}
