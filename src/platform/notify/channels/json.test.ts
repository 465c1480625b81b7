import { expect, it } from 'vitest'
import { fillTemplate, readJson, valueAt } from './json.ts'

it('finds what a JSON Pointer names (the examples of RFC 6901, section 5)', () => {
  const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, ' ': 7 }
  expect(valueAt(document, '')).toBe(document)
  expect(valueAt(document, '/foo/0')).toBe('bar')
  expect(valueAt(document, '/')).toBe(0)
  expect(valueAt(document, '/a~1b')).toBe(1)
  expect(valueAt(document, '/m~0n')).toBe(8)
  expect(valueAt(document, '/ ')).toBe(7)
  for (const nowhere of ['/foo/2', '/foo/0/x', '/bar', 'foo', '/constructor', '/foo/length/x']) {
    expect(valueAt(document, nowhere)).toBeUndefined()
  }
})

it('reads JSON or nothing', () => {
  expect(readJson('{"a":1}')).toEqual({ a: 1 })
  expect(readJson('<html>')).toBeUndefined()
  expect(readJson(null)).toBeUndefined()
})

it('fills strings at any depth once, and leaves the template as it was', () => {
  const template = { a: [{ b: '{x}{y}{z}' }, 1, null, true] }
  expect(fillTemplate(template, { x: '{y}', y: '"' })).toEqual({ a: [{ b: '{y}"{z}' }, 1, null, true] })
  expect(template.a[0]).toEqual({ b: '{x}{y}{z}' })
})
