import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { waitPatiently } from './database/patience.ts'

interface Asking<Ask, Answer> {
  readonly ask: Ask
  done(answer: Answer | Promise<Answer>): void
  failed(error: unknown): void
}

export interface Gathering {
  /** Answers that are being fetched at the same time. */
  readonly atOnce?: number
  /** Asks that are answered together at most. */
  readonly most?: number
  /** Milliseconds for which an answer waits for others to join it. */
  readonly pause?: number
}

/**
 * Whoever asks while an answer is on its way is answered together with all who ask meanwhile: what is asked once goes at
 * once, and in a rush one way counts for many. An answer is never older than its question. What is fetched is on nobody's
 * patience and nobody's deed; each waits as long as their own patience lasts.
 * @param answerAll answers in the order of asking; where it throws, all who were in it fail. One that takes longer than the
 * others is a promise of its own: nobody waits for it but who asked
 */
export function gather<Ask, Answer>(
  answerAll: (asks: readonly Ask[]) => Promise<readonly (Answer | Promise<Answer>)[]>,
  { atOnce = 1, most = Number.POSITIVE_INFINITY, pause = 0 }: Gathering = {},
): (ask: Ask) => Promise<Answer> {
  const waiting: Asking<Ask, Answer>[] = []
  let underWay = 0
  const onTheirOwn = AsyncLocalStorage.snapshot()

  async function answerThem(): Promise<void> {
    if (underWay >= atOnce) return
    underWay += 1
    while (waiting.length > 0) {
      if (pause > 0) await delay(pause)
      const now = waiting.splice(0, most)
      try {
        const answers = await answerAll(now.map(({ ask }) => ask))
        if (answers.length !== now.length) throw new Error('each who asked is answered')
        for (const [index, one] of now.entries()) one.done(answers[index] as Answer | Promise<Answer>)
      } catch (error) {
        for (const one of now) one.failed(error)
      }
    }
    underWay -= 1
  }

  return (ask) => {
    const answer = new Promise<Answer>((done, failed) => {
      waiting.push({ ask, done, failed })
    })
    onTheirOwn(() => void answerThem())
    return waitPatiently(answer)
  }
}
