import type { Children } from '@kitajs/html'
import { attribute, linkTo } from '../../../platform/pages/index.ts'
import type { OwnReader } from './deps.ts'

/** A form that changes what is held: it carries the session's token, and an id by which sending it twice is once. */
export function OwnForm(props: {
  action: string
  reader: OwnReader
  kept?: Readonly<Record<string, string>>
  children: Children
}): JSX.Element {
  const { action, reader, kept = {}, children } = props
  return (
    <form method="post" action={linkTo(action)}>
      {Object.entries({ ...kept, _csrf: reader.csrf }).map(([name, value]) => (
        <input type="hidden" name={attribute(name)} value={attribute(value)} />
      ))}
      {children}
    </form>
  )
}

/** A box to tick, with its words as large a target as a button. */
export function Tick({ name, word }: { name: string; word: string }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" name={attribute(name)} value="yes" />
      <span safe>{word}</span>
    </label>
  )
}
