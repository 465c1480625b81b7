import { type CommunityId, newId, type PersonId } from '../ids.ts'

/** The chain of the installation: sign-ins, offices, administrators' actions. It stands behind the wall like a community. */
export const installationChain = '00000000-0000-0000-0000-000000000000' as CommunityId

/** How something ended. `unchanged`: it was answered, and nothing was written; a repeat, for instance. */
export const auditResults = ['done', 'unchanged', 'refused', 'failed'] as const
export type AuditResult = (typeof auditResults)[number]

/** Ids by the names that the API has for them. */
export type About = Readonly<Record<string, string>>

/**
 * Something that one person does, from their call to its end. Every unit of work that writes meanwhile leaves a line of it
 * in the audit log, in the same transaction (`Database.during`).
 */
export class Deed {
  readonly id = newId<string>()
  /** A stable code, such as `requests.commands.accept`. */
  readonly what: string
  readonly about: About
  /** The address of the caller; only a keyed hash of its network is kept. Null at the console. */
  readonly address: string | null
  /** Done by whoever runs the machine, whom nobody has signed in: the command line, the first administrators. */
  readonly isOfOperator: boolean
  #personId: PersonId | null
  #account: string | null = null
  #chain: CommunityId | undefined
  #seen: CommunityId | undefined
  #isOutside = false
  #lines = 0

  constructor(deed: {
    what: string
    personId: PersonId | null
    about?: About
    address: string | null
    isOfOperator?: true
  }) {
    this.what = deed.what
    this.#personId = deed.personId
    this.about = deed.about ?? {}
    this.address = deed.address
    this.isOfOperator = deed.isOfOperator ?? false
  }

  get personId(): PersonId | null {
    return this.#personId
  }
  /** By whom it turns out to be: somebody who has just signed in. */
  by(personId: PersonId): void {
    this.#personId = personId
  }

  get account(): string | null {
    return this.#account
  }
  /** Under which name somebody tries to sign in; only a keyed hash of it is kept. */
  triedAs(name: string): void {
    this.#account = name
    this.#chain ??= installationChain
  }

  /** Whether there is anybody of whom it can be told. A neighbour who reports without signing in is nobody here. */
  get isOfSomebody(): boolean {
    return this.isOfOperator || this.#personId !== null || this.#account !== null
  }

  /** Whether units of work are its action. A trial to sign in counts tries, which nobody has done yet. */
  get isWitnessed(): boolean {
    return this.isOfOperator || (this.#personId !== null && this.#account === null)
  }

  get isOutside(): boolean {
    return this.#isOutside
  }
  /** It is done by something that is no unit of work: the sign-in library, for instance. */
  isDoneOutside(): void {
    this.#isOutside = true
  }

  get lines(): number {
    return this.#lines
  }
  leftLine(): void {
    this.#lines += 1
  }

  /** Says in which chain it stands, where the scope of its units of work does not: null is the installation's. */
  standsIn(communityId: CommunityId | null): void {
    this.#chain = communityId ?? installationChain
  }
  /** A unit of work was opened for these communities. */
  sees(communities: readonly CommunityId[]): void {
    if (communities.length === 1) this.#seen = communities[0]
  }
  /** The chain for a line of a unit of work with this scope, or for one without any. */
  chainFor(communities: readonly CommunityId[] | null): CommunityId {
    if (this.#chain) return this.#chain
    if (communities === null) return this.#seen ?? installationChain
    const [only, another] = communities
    return only !== undefined && another === undefined ? only : installationChain
  }
}
