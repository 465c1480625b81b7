export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** The value of a JSON text, or undefined when there is none or it is not JSON. */
export function readJson(text: string | null): unknown {
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The value that a JSON Pointer names (RFC 6901: `/a/0/b`, `~1` for `/`, `~0` for `~`, '' for the whole), or undefined.
 */
export function valueAt(document: unknown, pointer: string): unknown {
  if (pointer === '') return document
  if (!pointer.startsWith('/')) return undefined
  let value = document
  for (const token of pointer.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/**
 * A copy of the template with `{name}` inside its strings replaced by the values. The result is still a JSON value, so
 * quotes and line breaks need no escaping here, and braces inside a value are not read as placeholders again.
 * Names without a value, and keys, stay as they are.
 */
export function fillTemplate(template: Json, values: Readonly<Record<string, string>>): Json {
  if (typeof template === 'string') {
    return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
    )
  }
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, values))
  if (typeof template === 'object' && template !== null) {
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillTemplate(value, values)]))
  }
  return template
}
