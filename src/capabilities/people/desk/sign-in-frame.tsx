import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { WindowMark } from '../../../platform/screens/window-mark.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import './sign-in.css'

/** What every step of signing in stands in: the mark, a title, and the language below. */
export function SignInFrame(props: { title: string; subtitle: string; children: ReactNode }) {
  const { title, subtitle, children } = props
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <div className="sign-in-brand">
          <WindowMark lit={4} frame="calm" size={40} />
          <div>
            <h1>{title}</h1>
            <p>{subtitle}</p>
          </div>
        </div>
        {children}
      </div>
      <LanguageSwitch />
    </main>
  )
}
