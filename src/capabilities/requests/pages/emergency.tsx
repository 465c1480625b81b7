import { CallButton, linkTo, Notice } from '../../../platform/pages/index.ts'
import type { Category } from '../model.ts'
import type { Reader } from './deps.ts'
import { Fold } from './parts.tsx'

/** Lines for life and limb, nearest to what mostly happens first. They are numbers, not words. */
const lines = ['119', '120', '110'] as const

/** "先打 119/120/110": where life is at stake, telling us comes second. `quiet` behind a fold that nobody opened. */
export function CallFirst({ reader, quiet = false }: { reader: Reader; quiet?: boolean }): JSX.Element {
  const { text } = reader
  return (
    <Notice
      kind="over"
      live={quiet ? undefined : 'alert'}
      title={text('requests.page.emergency.title')}
      words={text('requests.page.emergency.words')}
    >
      <div class="lines">
        {lines.map((number) => (
          <CallButton phone={number} word={text(`requests.page.emergency.${number}`)} look="plain" />
        ))}
      </div>
    </Notice>
  )
}

/** The way to the kinds that have no picture because they must not be chosen by mistake. */
export function DangerFold(props: { urgent: readonly Category[]; code: string; reader: Reader }): JSX.Element {
  const { urgent, code, reader } = props
  const { text, language } = reader
  return (
    <Fold word={text('requests.page.danger')} icon="triangle-alert">
      <CallFirst reader={reader} quiet />
      <p safe>{text('requests.page.danger.then')}</p>
      <ul class="links">
        {urgent.map((category) => (
          <li>
            <a href={linkTo(`/p/${code}?category=${category.code}#tell`)} safe>
              {category.names[language]}
            </a>
          </li>
        ))}
      </ul>
    </Fold>
  )
}
