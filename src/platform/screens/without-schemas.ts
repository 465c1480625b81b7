/**
 * Stands in for zod in a browser's bundle (`leave-out-schemas.ts`). The contract's schemas are there for
 * the server, which checks what comes in, and for the compiler; a screen needs only each route's method and path, and
 * zod would be 30 KB of a phone's first load. Whoever tries to check something with it here is told at once.
 */
const checks = new Set<PropertyKey>(['parse', 'safeParse', 'parseAsync', 'safeParseAsync'])

const nothing: unknown = new Proxy(() => nothing, {
  get: (_, name) => {
    if (checks.has(name)) throw new Error('this bundle carries no schemas; see without-schemas.ts')
    return nothing
  },
  apply: () => nothing,
})

export { nothing as z }
