import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { type FormEvent, useContext, useId, useState } from 'react'
import type { Language } from '../../../platform/i18n/text.ts'
import { call } from '../../../platform/screens/api.ts'
import { sayDone } from '../../../platform/screens/done.tsx'
import { forget, remembered } from '../../../platform/screens/memory.ts'
import { PageTitle } from '../../../platform/screens/page-title.tsx'
import { usePreferences } from '../../../platform/screens/preferences.tsx'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { OwnSections } from '../../../platform/screens/screen.ts'
import { Switch } from '../../../platform/screens/switch.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { ChannelChoice } from '../model.ts'
import { routes } from '../routes.ts'
import { useSession } from './gate.tsx'
import { ownNames } from './language-switch.tsx'
import { OwnSessions } from './own-sessions.tsx'

/** One's own settings: how to be told, language, size of type, and the way out. */
export function Settings() {
  const { text } = useWords()
  const { large, setLarge } = usePreferences()
  const session = useSession().data
  const sections = useContext(OwnSections)
  return (
    <>
      <header className="page-head">
        <PageTitle title={text('people.lead.me')}>{session?.name}</PageTitle>
        <ul className="soft posts">
          {session?.posts.map((post) => (
            <li key={`${post.role} ${post.placeId}`}>
              {text('people.lead.post', { place: post.placeName, role: post.role })}
            </li>
          ))}
        </ul>
      </header>
      <section className="card">
        <h2>{text('people.lead.look')}</h2>
        <Switch
          label={text('people.lead.large')}
          hint={text('people.lead.large.hint')}
          on={large}
          onChange={setLarge}
        />
        <LanguageChoice />
      </section>
      {sections.map((Section, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the sections of a door never change places
        <Section key={index} />
      ))}
      <Channels />
      <OwnSessions />
      <SignOut />
    </>
  )
}

function LanguageChoice() {
  const { text } = useWords()
  const { language, setLanguage } = usePreferences()
  const tell = useMutation({
    mutationFn: (chosen: Language) => call(routes.setLanguage, { body: { language: chosen } }),
  })
  return (
    <fieldset className="choices choices-pair">
      <legend>{text('people.lead.language')}</legend>
      {(['zh-CN', 'en'] as const).map((one) => (
        <label key={one} className="choice">
          <input
            type="radio"
            name="language"
            checked={language === one}
            onChange={() => {
              setLanguage(one)
              tell.mutate(one)
            }}
          />
          <span lang={one}>{text(ownNames[one])}</span>
        </label>
      ))}
      {tell.isError && <ProblemNotice error={tell.error} />}
    </fieldset>
  )
}

/** By which ways to be told. The app is always there. */
function Channels() {
  const { text } = useWords()
  const queries = useQueryClient()
  const channels = useQuery({ queryKey: ['channels'], queryFn: ({ signal }) => call(routes.myChannels, { signal }) })
  const choose = useMutation({
    mutationFn: (choice: ChannelChoice) => call(routes.chooseChannel, { body: choice }),
    onSuccess: () => {
      sayDone(text('people.lead.channels.done'))
      return queries.invalidateQueries({ queryKey: ['channels'] })
    },
  })
  const of = (name: 'email' | 'sms' | 'webhook') => channels.data?.items.find(({ channel }) => channel === name)
  const email = of('email')
  const webhook = of('webhook')
  return (
    <section className="card">
      <h2>{text('people.lead.channels')}</h2>
      <p className="soft">{text('people.lead.channels.app')}</p>
      {channels.isError && <ProblemNotice error={channels.error} />}
      {channels.isPending && <div className="skeleton skeleton-title" aria-hidden="true" />}
      {channels.data && (
        <>
          <Switch
            label={text('people.lead.channels.sms')}
            hint={of('sms')?.address ?? text('people.lead.channels.sms.hint')}
            on={of('sms')?.active ?? false}
            onChange={(active) => choose.mutate({ channel: 'sms', active })}
          />
          {email?.address ? (
            <Switch
              label={text('people.lead.channels.email')}
              hint={email.address}
              on={email.active}
              onChange={(active) => choose.mutate({ channel: 'email', address: email.address ?? '', active })}
            />
          ) : (
            <EmailForm onChoose={(address) => choose.mutate({ channel: 'email', address, active: true })} />
          )}
          {webhook?.active && <p>{text('people.lead.channels.webhook', { address: webhook.address ?? '' })}</p>}
        </>
      )}
      {choose.isError && <ProblemNotice error={choose.error} keeps />}
    </section>
  )
}

function EmailForm({ onChoose }: { onChoose: (address: string) => void }) {
  const { text } = useWords()
  const [address, setAddress] = useState('')
  const id = useId()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (address.trim() !== '') onChoose(address.trim())
  }
  return (
    <form onSubmit={send} className="field">
      <label htmlFor={id}>{text('people.lead.channels.email.add')}</label>
      <div className="with-button">
        <input
          id={id}
          type="email"
          autoComplete="email"
          value={address}
          onChange={({ target }) => setAddress(target.value)}
        />
        <button type="submit" className="button">
          {text('people.lead.channels.keep')}
        </button>
      </div>
    </form>
  )
}

function SignOut() {
  const { text } = useWords()
  const queries = useQueryClient()
  const leave = useMutation({
    mutationFn: () => call(routes.signOut),
    onSuccess: () => {
      // Words not yet sent are this person's own; the next one at this phone must not find them.
      for (const name of remembered('silin.draft.')) forget(name)
      queries.setQueryData(['session'], null)
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    },
  })
  return (
    <section className="sign-out">
      {leave.isError && <ProblemNotice error={leave.error} />}
      <button type="button" className="button" onClick={() => leave.mutate()}>
        <LogOut aria-hidden="true" />
        {text('people.lead.sign_out')}
      </button>
    </section>
  )
}
