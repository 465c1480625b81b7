import type { RequestId } from '../../src/platform/ids.ts'

export type WriteKind = 'report' | 'form' | 'command' | 'join' | 'tell' | 'confirm' | 'photo' | 'merge' | 'note'

/** One write that a client wants to happen once. */
export interface Write {
  readonly kind: WriteKind
  /** Made by the client; the same at each try. For a form it is the form's. */
  readonly id: string
  readonly requestId: RequestId | null
  /**
   * `done`: it was acknowledged. `refused`: the rules said no. `unknown`: no answer said either, and the client has
   * given up.
   */
  outcome: 'under way' | 'done' | 'refused' | 'unknown'
  /** What it was answered, as text that a repeat has to get again. */
  answer: string | null
  tries: number
  /** A word in the title of a report that no other has. */
  readonly marker?: string
  /** Opens the neighbour's page; of a report by form and of a join, known when it was acknowledged. */
  token?: string
  readonly photos: number
}

/** What the clients sent and what they were told: kept outside of everything that is killed. */
export function createLedger() {
  const writes: Write[] = []
  const violations: string[] = []
  const count = { calls: 0, cut: 0, away: 0, repeats: 0 }
  return {
    writes,
    count,
    violations,
    begin(write: Omit<Write, 'outcome' | 'answer' | 'tries'>): Write {
      const begun: Write = { ...write, outcome: 'under way', answer: null, tries: 0 }
      writes.push(begun)
      return begun
    },
    violate(sentence: string): void {
      if (!violations.includes(sentence)) violations.push(sentence)
    },
  }
}
export type Ledger = ReturnType<typeof createLedger>
