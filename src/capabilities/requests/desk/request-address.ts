import type { RequestId } from '../../../platform/ids.ts'

/** Where one request stands in the console, so that it can be opened in a tab of its own or sent to a colleague. */
export function addressOf(id: RequestId): string {
  return `${import.meta.env.BASE_URL}requests/${id}`
}
