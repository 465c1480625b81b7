/** A JSON schema as far as the description uses it. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** One operation of the description: what it takes, and where. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly json: Schema | null
  readonly takesFile: boolean
}

interface Described {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
            requestBody?: { content?: Record<string, { schema: Schema }> }
          }
        >
      >
    >
  >
}

/** Every operation of an OpenAPI description, in the order in which it is written. */
export function operationsOf(description: unknown): Operation[] {
  return Object.entries((description as Described).paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { parameters = [], requestBody }]): Operation => {
      const content = requestBody?.content ?? {}
      return {
        method: method.toUpperCase(),
        path,
        parameters: parameters.flatMap(({ name, in: place, required = false, schema }) =>
          place === 'path' || place === 'query' ? [{ name, in: place, required, schema }] : [],
        ),
        json: content['application/json']?.schema ?? null,
        takesFile: content['multipart/form-data'] !== undefined,
      }
    }),
  )
}
