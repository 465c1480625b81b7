import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { useState } from 'react'
import { isSignedOut } from '../../capabilities/people/desk/session.tsx'
import { Unreachable } from '../../platform/screens/api.ts'
import { useWords } from '../../platform/screens/words.tsx'
import { makeRouter } from './router.tsx'
import { deskTheme } from './theme.ts'

/** The server writes it into the page, for the style elements that Ant Design makes. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)')

function makeQueries(): QueryClient {
  /** The session ended while the desk was open: everything starts again at sign-in. */
  const askAgainWhoIsThere = (error: Error) => {
    if (isSignedOut(error)) queries.invalidateQueries({ queryKey: ['people', 'session'] })
  }
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: askAgainWhoIsThere }),
    mutationCache: new MutationCache({ onError: askAgainWhoIsThere }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Asked even when the browser believes that it is offline: our server may stand in the same house.
        networkMode: 'always',
        retry: (failures, error) => error instanceof Unreachable && failures < 2,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  return queries
}

/** The whole console: theme, words, data and routes. */
export function Desk() {
  const { text, language } = useWords()
  const [queries] = useState(makeQueries)
  const [router] = useState(makeRouter)
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={language === 'en' ? en : zh}
      theme={deskTheme(stillness.matches)}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      renderEmpty={() => <span className="soft">{text('desk.none')}</span>}
    >
      <App component={false}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}
