/** The database cannot be reached or does not answer in time. Doors say so with 503; it comes back by itself. */
export class DatabaseAway extends Error {
  constructor(cause: unknown) {
    super('the database is away', { cause })
    this.name = 'DatabaseAway'
  }
}
