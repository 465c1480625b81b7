import type { Children } from '@kitajs/html'
import type { ClockState } from '../look/colours.ts'
import type { IconName } from '../look/icons.ts'
import { Icon } from './icon.tsx'

const icons: Readonly<Record<ClockState, IconName>> = {
  calm: 'clock',
  soon: 'timer',
  over: 'triangle-alert',
  done: 'check',
  wait: 'pause',
}

export type NoticeProps = {
  kind: ClockState
  title: string
  words?: string | undefined
  icon?: IconName | undefined
  /** `alert` for what was refused and must be read before going on; `status` for what went well. */
  live?: 'status' | 'alert' | undefined
  children?: Children
}

/** A tinted line or box: what happened, and what to do or what comes next. */
export function Notice({ kind, title, words, icon = icons[kind], live, children }: NoticeProps): JSX.Element {
  return (
    <div class={['notice', kind]} role={live}>
      <Icon name={icon} />
      <div>
        <b safe>{title}</b>
        {words !== undefined && <p safe>{words}</p>}
        {children}
      </div>
    </div>
  )
}

/** The same five states as a short word in a row: "还剩 40 分钟接单". */
export function Tag({ kind, word }: { kind: ClockState; word: string }): JSX.Element {
  return (
    <span class={['tag', kind]} safe>
      {word}
    </span>
  )
}
