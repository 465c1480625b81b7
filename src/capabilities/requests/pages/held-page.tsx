import { attribute, CallButton, Card, Notice } from '../../../platform/pages/index.ts'
import type { HeldTracked } from '../held/reading.ts'
import type { Reader } from './deps.ts'
import { CallFirst } from './emergency.tsx'
import { PageForm } from './parts.tsx'
import { sayMoment } from './times.ts'

export type HeldPageProps = {
  held: HeldTracked
  token: string
  /** What the browser can compute so that it goes on at once; null where only somebody can let it through. */
  challenge: string | null
  /** Addresses of the script that computes, and of what it computes in. */
  proof: { script: string; worker: string } | null
  /** The work was done and did not let it through. */
  isProofSpent: boolean
  reader: Reader
}

/** The page of something that somebody looks at first: it has arrived, why it waits, how long, and whom to call. */
export function HeldPage(props: HeldPageProps): JSX.Element {
  const { held, challenge, proof, isProofSpent, reader } = props
  const { row, community, text: said } = held
  const { text } = reader
  const isAside = row.state === 'aside'
  return (
    <>
      <Notice
        kind={isAside ? 'wait' : 'calm'}
        live="status"
        icon={isAside ? undefined : 'check'}
        title={text(isAside ? `requests.page.aside.${row.reason ?? 'spam'}` : 'requests.page.held.title')}
        words={text(isAside ? 'requests.page.aside.words' : wordsFor(held))}
      />
      {!isAside && challenge !== null && proof !== null && !isProofSpent && (
        <ProofForm {...props} challenge={challenge} proof={proof} />
      )}
      <Card title={text(row.what === 'join' ? 'requests.page.held.join' : 'requests.page.held.said')}>
        {said.trim() !== '' && (
          <blockquote class="pre" safe>
            {said}
          </blockquote>
        )}
        <p class="soft" safe>
          {text('requests.page.held.at', { when: sayMoment(row.held_at, reader), photos: row.photos.length })}
        </p>
      </Card>
      <CallButton
        phone={community.phone}
        word={text('requests.page.call', { name: community.name })}
        look={challenge === null || isAside ? 'primary' : 'plain'}
      />
      {!isAside && <CallFirst reader={reader} quiet />}
      <p class="soft asides">
        <span safe>{text('requests.page.number', { number: row.number })}</span>
        <br />
        <span safe>{text('requests.page.keep')}</span>
      </p>
    </>
  )
}

function wordsFor({ row }: HeldTracked): string {
  if (row.why.includes('words')) return 'requests.page.held.words'
  return row.why.includes('device') ? 'requests.page.held.device' : 'requests.page.held.many'
}

/**
 * The work is done by a script while the neighbour reads; there is nothing to see and nothing to solve. Without a script
 * this part says nothing, and somebody looks.
 */
function ProofForm(
  props: HeldPageProps & { challenge: string; proof: { script: string; worker: string } },
): JSX.Element {
  const { token, challenge, proof, reader } = props
  const { text } = reader
  return (
    <PageForm action={`/r/${token}/proof`} reader={reader} id="proof">
      <input
        type="hidden"
        name="proof"
        value=""
        data-challenge={attribute(challenge)}
        data-worker={attribute(proof.worker)}
      />
      <p
        role="status"
        data-working={attribute(text('requests.page.proof.working'))}
        data-failed={attribute(text('requests.page.proof.failed'))}
      />
      <script src={attribute(proof.script)} defer />
    </PageForm>
  )
}
