/** Counts things once each, however many rows speak of them; a change weighs more than being the same. */
export class Tally {
  readonly #states = new Map<string, 'create' | 'change' | 'same'>()

  count(id: string, state: 'create' | 'change' | 'same'): void {
    if (state !== 'same' || !this.#states.has(id)) this.#states.set(id, state)
  }

  get counts(): { create: number; change: number; same: number } {
    const counts = { create: 0, change: 0, same: 0 }
    for (const state of this.#states.values()) counts[state]++
    return counts
  }
}
