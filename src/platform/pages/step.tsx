import type { Children } from '@kitajs/html'
import { attribute, linkTo } from './attribute.ts'

export type StepProps = {
  /** "第 1 步,共 3 步". */
  counter: string
  question: string
  action: string
  /** The form carries photos. */
  carriesFiles?: boolean | undefined
  /** What was answered on earlier screens, sent along unseen. */
  kept?: Readonly<Record<string, string>> | undefined
  children: Children
}

/** One question on a screen of its own, for large mode. Each screen is a page: it works without a script. */
export function Step({ counter, question, action, carriesFiles = false, kept = {}, children }: StepProps): JSX.Element {
  return (
    <form class="step" method="post" action={linkTo(action)} enctype={carriesFiles ? 'multipart/form-data' : undefined}>
      <p class="soft" safe>
        {counter}
      </p>
      <h2 safe>{question}</h2>
      {Object.entries(kept).map(Kept)}
      {children}
    </form>
  )
}

function Kept([name, value]: readonly [string, string]): JSX.Element {
  return <input type="hidden" name={attribute(name)} value={attribute(value)} />
}
