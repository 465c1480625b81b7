import type { ZodType } from 'zod'

/**
 * The contract of one JSON route: what goes in, what comes out, who may. The server implements it, OpenAPI is
 * generated from it, and the browser calls it, so the three cannot drift apart and nothing is generated into the tree.
 */
export interface Route<
  Action extends string = string,
  Params extends ZodType = ZodType,
  Query extends ZodType = ZodType,
  Body extends ZodType = ZodType,
  Answer extends ZodType = ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** RFC 6570 level 1, as OpenAPI writes it: `/api/v1/requests/{id}`. */
  readonly path: `/api/v1/${string}`
  /** One English sentence for the API's readers. */
  readonly summary: string
  /** A row of the permission table; `public` needs no sign-in, `signed_in` needs nothing but one. */
  readonly action: Action | 'public' | 'signed_in'
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** `file`: the body is multipart with one file; `download`: the answer is a file. */
  readonly carries?: 'file' | 'download'
  /** Where several acts share a route: the field of the body that says which. It is closed, and stands in the audit log. */
  readonly act?: string
  /** What it shows is worth a line in the audit log each time it is read. Whatever is written has one anyway. */
  readonly isAudited?: true
  /** Calls by one address in a minute, where fewer than everywhere else are enough. */
  readonly rateLimit?: number
  readonly answer: Answer
}

/** Writes a route down with its exact types. */
export function route<
  Action extends string,
  Params extends ZodType = never,
  Query extends ZodType = never,
  Body extends ZodType = never,
  Answer extends ZodType = ZodType,
>(contract: Route<Action, Params, Query, Body, Answer>): Route<Action, Params, Query, Body, Answer> {
  return contract
}
