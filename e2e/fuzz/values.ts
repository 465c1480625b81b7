import fc from 'fast-check'
import type { Schema } from './description.ts'

/** Ids that are really there, so that more than the first check is reached. */
export type Known = readonly string[]

const anyUuid = fc.uuid({ version: [4, 7] })
const dates = fc.constantFrom('2026-11-24', '2026-12-31', '2024-02-29', '2027-01-01')

/** A value as a schema wants it. */
export function rightValue(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (choices) return fc.oneof(...choices.map((one) => rightValue(one, known)))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  if (type === 'object' || schema.properties) return rightObject(schema, known)
  if (type === 'array')
    return fc.array(rightValue(schema.items ?? {}, known), {
      minLength: schema.minItems ?? 0,
      maxLength: Math.min(schema.maxItems ?? 4, (schema.minItems ?? 0) + 4),
    })
  if (type === 'integer' || type === 'number')
    return fc.integer({
      min: Math.max(schema.minimum ?? -5, -(2 ** 31)),
      max: Math.min(schema.maximum ?? 10_000, 2 ** 31 - 1),
    })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  return rightText(schema, known)
}

function rightObject({ properties = {}, required = [], ...more }: Schema, known: Known): fc.Arbitrary<unknown> {
  // What is required and not described by itself is described with all others.
  const others = required
    .filter((name) => !(name in properties))
    .map((name) => [name, more.additionalProperties] as const)
  const described = [...Object.entries(properties), ...others]
  const fields = Object.fromEntries(
    described.map(([name, one]) => [name, typeof one === 'object' ? rightValue(one, known) : fc.anything()]),
  )
  return fc.record(fields, { requiredKeys: [...required] })
}

function rightText({ format, pattern, minLength = 0, maxLength = 40 }: Schema, known: Known): fc.Arbitrary<string> {
  if (format === 'uuid') return known.length > 0 ? fc.oneof(fc.constantFrom(...known), anyUuid) : anyUuid
  if (format === 'date') return dates
  if (format === 'date-time') return fc.constant('2026-11-24T06:00:00Z')
  if (format === 'email') return fc.constant('neighbour@example.cn')
  if (format === 'uri') return fc.constantFrom('https://example.cn/hook', 'http://127.0.0.1:9/')
  if (pattern !== undefined && pattern.length < 200) return fc.stringMatching(new RegExp(pattern))
  return fc.oneof(
    fc.constantFrom('三楼的灯不亮了', 'KKK000', '13800138000', '123456', 'repair.light', 'x'),
    fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40), unit: 'grapheme' }),
  )
}

const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

/** What stands where something else is wanted. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, [], {}, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, 5e-324, '', ' ', '0', 'null'),
  fc.constantFrom<unknown>(
    'NaN',
    'Infinity',
    '-0',
    '1e999',
    '0x10',
    '２０２６',
    '2026-02-30',
    '-271821-04-20',
    '+275760-09-13',
  ),
  fc.constantFrom<unknown>(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\u202e\u200b\ufeff',
    '\u0001\u0008\u001b[2J',
    '👩‍👩‍👧‍👦'.repeat(20),
    '%',
    '%_\\',
    "' or 1=1 --",
    '<b>&"\'',
    '{{7*7}}',
    '../../../../etc/x',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'data:text/plain,x',
    'javascript:0',
    'x'.repeat(5_000),
    '好'.repeat(3_000),
  ),
  fc.constantFrom<unknown>(
    [[]],
    [null],
    { '': '' },
    { length: -1 },
    { toString: 1 },
    { constructor: { prototype: {} } },
  ),
  fc.constantFrom(50, 500).map(deep),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double(),
  fc.bigInt().map(String),
  fc.jsonValue({ maxDepth: 4 }),
)

/** The same value with one thing in it made odd: a field, an item, a key, or all of it. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  if (value === null || typeof value !== 'object') return oddValue
  const entries = Object.entries(value)
  if (entries.length === 0) return oddValue
  return fc.tuple(fc.nat(entries.length - 1), fc.nat(9), oddValue).chain(([which, way, odd]) => {
    const [key = '', inside] = entries[which] ?? []
    if (way === 0) return fc.constant(odd)
    if (way === 1) return fc.constant(without(value, key))
    if (way === 2) return fc.constant({ ...value, unknown: odd })
    if (way < 6) return spoiled(inside).map((other) => withAt(value, key, other))
    return fc.constant(withAt(value, key, odd))
  })
}

function withAt(value: object, key: string, other: unknown): unknown {
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? other : one))
  return { ...value, [key]: other }
}
function without(value: object, key: string): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => String(index) !== key)
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
}

/** A value as it stands in an address or a form: texts as they are, the rest as JSON writes it. */
export function asWord(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))).toWellFormed()
}
