import { type Challenge, solveChallengeWorkers } from 'altcha-lib'

/*
 * Proof of work, computed while the neighbour reads: nothing to see, nothing to solve. Loaded only on a page that asks for
 * it. Where it cannot be done (an old browser, a page without TLS), what was sent waits for somebody to look, as the page
 * says anyway.
 */
const form = document.getElementById('proof') as HTMLFormElement | null
const field = form?.querySelector<HTMLInputElement>('[name=proof]')
const says = form?.querySelector<HTMLElement>('[role=status]')

async function prove(): Promise<void> {
  if (!form || !field || !says) return
  const challenge = JSON.parse(field.dataset.challenge || 'null') as Challenge | null
  if (!challenge) return
  says.textContent = says.dataset.working || ''
  try {
    const solution = await solveChallengeWorkers({
      challenge,
      // More would take the last of an old phone from whoever reads.
      concurrency: Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1)),
      createWorker: () => new Worker(field.dataset.worker || ''),
    })
    if (!solution) throw new Error('no solution')
    field.value = JSON.stringify({ challenge, solution })
    form.submit()
  } catch {
    says.textContent = says.dataset.failed || ''
  }
}

void prove()
