import { useMutation } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { BellRing, ChevronsUpDown, Keyboard, Languages, LogOut, ShieldCheck } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../../platform/screens/api.ts'
import { usePreferences } from '../../../platform/screens/preferences.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'
import { useReplaceSession, useSession } from './session.tsx'
import './session-menu.css'

const ChannelsDialog = lazy(() => import('./channels-dialog.tsx'))
const OwnSignInDialog = lazy(() => import('./own-sign-in-dialog.tsx'))

/** Who is signed in and in which post; how to be told; language, keyboard letters, sign-out. */
export function SessionMenu(props: { letters: boolean; onLetters: (on: boolean) => void }) {
  const { text } = useWords()
  const { language, setLanguage } = usePreferences()
  const { session } = useSession()
  const replaceSession = useReplaceSession()
  const tellLanguage = useMutation({
    mutationFn: (chosen: 'zh-CN' | 'en') => call(routes.setLanguage, { body: { language: chosen } }),
    // The screen changes at once; the server only has to know for the next message it writes.
    onMutate: setLanguage,
  })
  const signOut = useMutation({ mutationFn: () => call(routes.signOut), onSuccess: () => replaceSession(null) })
  const [choosesChannels, setChooses] = useState(false)
  const [seesSignIn, setSeesSignIn] = useState(false)
  const post = session.posts[0]
  const office = session.roles[0]

  const items = [
    { key: 'channels', icon: <BellRing size={16} />, label: text('people.desk.channels') },
    { key: 'own', icon: <ShieldCheck size={16} />, label: text('people.desk.own') },
    { key: 'language', icon: <Languages size={16} />, label: text('people.desk.other_language') },
    {
      key: 'letters',
      icon: <Keyboard size={16} />,
      label: text(props.letters ? 'people.desk.letters_off' : 'people.desk.letters_on'),
    },
    { type: 'divider' as const },
    { key: 'out', icon: <LogOut size={16} />, label: text('people.desk.sign_out') },
  ]
  const choose = (key: string) => {
    if (key === 'channels') setChooses(true)
    if (key === 'own') setSeesSignIn(true)
    if (key === 'language') tellLanguage.mutate(language === 'zh-CN' ? 'en' : 'zh-CN')
    if (key === 'letters') props.onLetters(!props.letters)
    if (key === 'out') signOut.mutate()
  }

  return (
    <>
      <Dropdown menu={{ items, onClick: ({ key }) => choose(key) }} trigger={['click']} placement="topLeft">
        <Button type="text" className="session-menu" aria-haspopup="menu">
          <span className="session-menu-who">
            <strong>{session.name}</strong>
            {post ? (
              <>
                <span>{text(`people.desk.role.${post.role}`)}</span>
                <span title={post.placeName}>{post.placeName}</span>
              </>
            ) : office ? (
              <span>{text(`people.desk.role.${office}`)}</span>
            ) : null}
          </span>
          <ChevronsUpDown size={14} aria-hidden="true" />
        </Button>
      </Dropdown>
      {choosesChannels ? (
        <Suspense>
          <ChannelsDialog onClose={() => setChooses(false)} />
        </Suspense>
      ) : null}
      {seesSignIn ? (
        <Suspense>
          <OwnSignInDialog onClose={() => setSeesSignIn(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
