/** What has not ended by itself after this many milliseconds is left behind. */
const patience = 4_500

/** The time that a command lives: what it has opened, and the wish to stop. */
export interface Life {
  /** Hands over something that has to be ended; what came last is ended first. */
  hold(end: () => Promise<unknown>): void
  /** Ends all in order, and the process with this code. A second call ends the process at once. */
  stop(code: number): void
  /** Never resolves, the process ends first: for who lives until somebody asks to stop. */
  readonly forever: Promise<never>
}

/**
 * Runs a command. It hears of Ctrl-C (SIGINT) and SIGTERM from its first moment on, before anything is opened, so that
 * whatever it has opened by then is ended: above all the database, which would live on without us.
 * @param codes the exit code when it was asked to stop; whose work was not done says 128 and the signal's number
 */
export async function live(
  work: (life: Life) => Promise<void>,
  codes: { readonly SIGINT: number; readonly SIGTERM: number } = { SIGINT: 130, SIGTERM: 143 },
): Promise<void> {
  const held: (() => Promise<unknown>)[] = []
  let ending: Promise<void> | null = null
  let asked = false
  const end = () => {
    ending ??= endAll(held)
    return ending
  }
  const life: Life = {
    hold: (one) => void held.push(one),
    stop(code) {
      if (asked) process.exit(code || 1)
      asked = true
      const hurry = setTimeout(() => process.exit(1), patience)
      end().then(
        () => {
          clearTimeout(hurry)
          process.exit(code)
        },
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    },
    forever: new Promise<never>(() => {}),
  }
  const hear = (signal: 'SIGINT' | 'SIGTERM') => life.stop(codes[signal])
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  try {
    await work(life)
    await end()
  } catch (error) {
    // What fails while all is ending fails because of it.
    if (asked) await life.forever
    await end()
    throw error
  } finally {
    process.off('SIGINT', hear)
    process.off('SIGTERM', hear)
  }
}

/** One that fails does not keep the others from their end. */
async function endAll(held: (() => Promise<unknown>)[]): Promise<void> {
  const faults: unknown[] = []
  for (let end = held.pop(); end; end = held.pop()) await end().catch((error: unknown) => faults.push(error))
  if (faults.length > 0) throw faults[0]
}
