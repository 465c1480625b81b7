import type { IconName } from '../look/icons.ts'
import { attribute, callTo, linkTo } from './attribute.ts'
import { Icon } from './icon.tsx'

type Look = {
  /** What happens and who gets it: "告诉张桂兰", not "提交". */
  word: string
  icon?: IconName | undefined
  /** One primary button a screen. */
  look?: 'primary' | 'plain' | 'pill' | undefined
}

export type ButtonProps = Look & {
  kind?: 'submit' | 'button' | undefined
  name?: string | undefined
  value?: string | undefined
  formAction?: string | undefined
  /** Shown by a script only, for what a page cannot do without one (speaking, reading aloud). */
  hidden?: boolean | undefined
  /** What the page's script finds it by: `data-does="speak"`. */
  does?: string | undefined
}

/** A button that sends a form, or that a script gives a meaning to. */
export function Button(props: ButtonProps): JSX.Element {
  const { word, icon, look = 'plain', kind = 'submit', name, value, formAction, hidden = false, does } = props
  return (
    <button
      class={['button', look]}
      // That is what a button is anyway; a list has a dozen pills.
      type={look === 'pill' && kind === 'submit' ? undefined : kind}
      name={attribute(name)}
      value={attribute(value)}
      formaction={formAction === undefined ? undefined : linkTo(formAction)}
      hidden={hidden}
      data-does={attribute(does)}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span safe>{word}</span>
    </button>
  )
}

export type LinkButtonProps = Look & { href: string }

/** A link that looks like a button, for going somewhere. */
export function LinkButton({ word, icon, look = 'plain', href }: LinkButtonProps): JSX.Element {
  return (
    <a class={['button', look]} href={linkTo(href)}>
      {icon !== undefined && <Icon name={icon} />}
      <span safe>{word}</span>
    </a>
  )
}

export type CallButtonProps = {
  phone: string
  /** Says whom it rings: "打给张桂兰". */
  word: string
  /** `round` stands in a person's row and shows its word only to screen readers and in large mode. */
  look?: 'primary' | 'plain' | 'round' | undefined
}

/** Rings somebody. It stands beside every form: a phone call is always the other way to do the same. */
export function CallButton({ phone, word, look = 'plain' }: CallButtonProps): JSX.Element {
  return (
    <a class={['button', look]} href={callTo(phone)}>
      <Icon name="phone" />
      <span safe>{word}</span>
    </a>
  )
}
