import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { sayPhone } from '../../../platform/i18n/phone.ts'
import { call, fieldProblem } from '../../../platform/screens/api.ts'
import { forget, recall, remember } from '../../../platform/screens/memory.ts'
import { PageTitle } from '../../../platform/screens/page-title.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { WindowMark } from '../../../platform/screens/window-mark.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { learned } from './session.ts'

const phoneKept = 'silin.sign-in.phone'

/** Sign-in in two steps: the phone, then the code that it receives. What was typed is there again after a reload. */
export function SignIn() {
  const { text } = useWords()
  const [phone, setPhone] = useState(() => recall(phoneKept) ?? '')
  const [step, setStep] = useState<'phone' | 'code'>('phone')
  const [wait, startWait] = useCountdown()
  const ask = useMutation({
    mutationFn: () => call(routes.askCode, { body: { phone } }),
    onSuccess: ({ waitSeconds }) => {
      remember(phoneKept, phone)
      startWait(waitSeconds)
      setStep('code')
    },
  })
  return (
    <main className="page sign-in">
      <div className="brand">
        <WindowMark lit={2} frame="calm" size={64} />
        <LanguageSwitch />
      </div>
      {step === 'phone' ? (
        <PhoneStep phone={phone} onPhone={setPhone} ask={ask} wait={wait} />
      ) : (
        <CodeStep phone={phone} ask={ask} wait={wait} onBack={() => setStep('phone')} />
      )}
      {isDemo() && (
        <p className="notice notice-wait">
          <span>
            {text('people.lead.demo')} <a href="/demo/codes">{text('people.lead.demo.codes')}</a>
          </span>
        </p>
      )}
    </main>
  )
}

/** The server says so in the page that it serves. */
function isDemo(): boolean {
  return document.querySelector('meta[name="silin-demo"][content="1"]') !== null
}

interface Asking {
  readonly isPending: boolean
  readonly isError: boolean
  readonly error: unknown
  mutate(): void
}

function PhoneStep(props: { phone: string; onPhone: (phone: string) => void; ask: Asking; wait: number }) {
  const { text } = useWords()
  const { phone, onPhone, ask, wait } = props
  const [isWrong, setWrong] = useState(false)
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const wrong = isWrong ? text('people.lead.phone.wrong') : fieldProblem(ask.error, 'phone')
  const send = (event: FormEvent) => {
    event.preventDefault()
    // Eleven digits from 13 to 19, whatever stands between them; the server reads more kindly and decides.
    const isMobile = /1[3-9]\d{9}$/.test(phone.normalize('NFKC').replaceAll(/\D/g, ''))
    setWrong(!isMobile)
    if (!isMobile) input.current?.focus()
    else if (!ask.isPending && wait === 0) ask.mutate()
  }
  return (
    <form onSubmit={send} noValidate>
      <PageTitle title={text('people.lead.sign_in')} />
      <p className="soft">{text('people.lead.sign_in.why')}</p>
      <div className="field">
        <label htmlFor={id}>{text('people.lead.phone')}</label>
        <input
          ref={input}
          id={id}
          type="tel"
          inputMode="tel"
          autoComplete="tel-national"
          value={phone}
          onChange={({ target }) => onPhone(target.value)}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          className="figures big"
        />
        {wrong && (
          <p className="field-error" id={`${id}-wrong`} role="alert">
            {wrong}
          </p>
        )}
      </div>
      {ask.isError && !wrong && <ProblemNotice error={ask.error} keeps />}
      <button type="submit" className="button button-primary" aria-disabled={ask.isPending || wait > 0}>
        {ask.isPending
          ? text('people.lead.sending')
          : wait > 0
            ? text('people.lead.code.wait', { seconds: wait })
            : text('people.lead.code.ask')}
      </button>
    </form>
  )
}

function CodeStep(props: { phone: string; ask: Asking; wait: number; onBack: () => void }) {
  const { text } = useWords()
  const { phone, ask, wait, onBack } = props
  const queries = useQueryClient()
  const [code, setCode] = useState('')
  const [isWrong, setWrong] = useState(false)
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const digits = code.normalize('NFKC').replaceAll(/\D/g, '')
  const enter = useMutation({
    mutationFn: () => call(routes.signInByCode, { body: { phone, code: digits } }),
    onSuccess: (session) => {
      forget(phoneKept)
      queries.setQueryData(['session'], learned(session))
    },
    onError: () => input.current?.focus(),
  })
  useEffect(() => input.current?.focus(), [])
  const wrong = isWrong ? text('people.lead.code.wrong') : fieldProblem(enter.error, 'code')
  const send = (event: FormEvent) => {
    event.preventDefault()
    setWrong(digits.length !== 6)
    if (digits.length !== 6) input.current?.focus()
    else if (!enter.isPending) enter.mutate()
  }
  return (
    <form onSubmit={send} noValidate>
      <PageTitle title={text('people.lead.code.title')} />
      <p className="soft">{text('people.lead.code.sent', { phone: sayPhone(phone) })}</p>
      <div className="field">
        <label htmlFor={id}>{text('people.lead.code')}</label>
        <input
          ref={input}
          id={id}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          value={code}
          onChange={({ target }) => setCode(target.value)}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          className="figures big spaced"
        />
        {wrong && (
          <p className="field-error" id={`${id}-wrong`} role="alert">
            {wrong}
          </p>
        )}
      </div>
      {enter.isError && !wrong && <ProblemNotice error={enter.error} keeps />}
      {ask.isError && <ProblemNotice error={ask.error} keeps />}
      <button type="submit" className="button button-primary" aria-disabled={enter.isPending}>
        {text(enter.isPending ? 'people.lead.entering' : 'people.lead.enter')}
      </button>
      <div className="pair">
        <button type="button" className="button" onClick={onBack}>
          {text('people.lead.phone.change')}
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={wait > 0 || ask.isPending}
          onClick={() => wait > 0 || ask.isPending || ask.mutate()}
        >
          {wait > 0 ? text('people.lead.code.wait', { seconds: wait }) : text('people.lead.code.again')}
        </button>
      </div>
    </form>
  )
}

/** Whole seconds left, and how to start them. */
function useCountdown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1_000)
    return () => clearTimeout(timer)
  }, [left])
  return [left, setLeft]
}
