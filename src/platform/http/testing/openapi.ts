import { expect } from 'vitest'
import { z } from 'zod'

const schema = z.looseObject({})
const content = z.record(z.string().regex(/^[\w.+*-]+\/[\w.+*-]+$/), z.strictObject({ schema }))
const response = z.strictObject({ description: z.string().min(1), content: content.optional() })
const parameter = z.strictObject({
  name: z.string().min(1),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema,
})
const operation = z.strictObject({
  summary: z.string().min(1),
  tags: z.array(z.string()).optional(),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean().optional(), content }).optional(),
  responses: z.record(z.string().regex(/^([1-5]\d\d|default)$/), response),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
})
const document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), schema),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['apiKey', 'http']) })),
  }),
  paths: z.record(
    z.string().startsWith('/api/v1/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'delete']), operation),
  ),
})

/** What OpenAPI 3.1 asks of a description, and what our readers ask: every operation says how it ends, well or not. */
export function expectOpenApi(given: unknown): void {
  const { paths, components } = document.parse(given)
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, one] of Object.entries(item)) {
      const where = `${method} ${path}`
      expect(Object.keys(one.responses), where).toEqual(expect.arrayContaining(['200', 'default']))
      expect(Object.keys(one.responses.default?.content ?? {}), where).toEqual(['application/problem+json'])
      // Each part of the path is a required parameter, and no parameter is there twice.
      const parameters = one.parameters ?? []
      const inPath = parameters.filter((each) => each.in === 'path')
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(inPath.map((each) => each.name).toSorted(), where).toEqual(named.toSorted())
      expect(
        inPath.every((each) => each.required),
        where,
      ).toBe(true)
      expect(new Set(parameters.map((each) => `${each.in} ${each.name}`)).size, where).toBe(parameters.length)
      for (const name of (one.security ?? []).flatMap((each) => Object.keys(each)))
        expect(Object.keys(components.securitySchemes), where).toContain(name)
    }
  }
  for (const { at, value } of objectsIn(given)) {
    const { $ref: pointer } = value
    if (typeof pointer === 'string') {
      expect(pointer, at).toMatch(/^#\//)
      const found = pointer
        .slice(2)
        .split('/')
        .reduce<unknown>((inside, step) => (inside as Record<string, unknown> | undefined)?.[step], given)
      expect(found, `${at} → ${pointer}`).toBeDefined()
    }
    // OpenAPI 3.0 said it so; JSON Schema does not know it.
    expect(value, at).not.toHaveProperty('nullable')
  }
}

function* objectsIn(value: unknown, at = ''): Generator<{ at: string; value: Record<string, unknown> }> {
  if (value === null || typeof value !== 'object') return
  if (!Array.isArray(value)) yield { at, value: value as Record<string, unknown> }
  for (const [key, inside] of Object.entries(value)) yield* objectsIn(inside, `${at}/${key}`)
}
