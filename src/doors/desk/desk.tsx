import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { useEffect, useState } from 'react'
import { isSignedOut } from '../../capabilities/people/desk/session.tsx'
import { Unreachable } from '../../platform/screens/api.ts'
import { useWords } from '../../platform/screens/words.tsx'
import { makeRouter } from './router.tsx'
import { deskTheme } from './theme.ts'

/** The server writes it into the page, for the style elements that Ant Design makes. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)')

function makeQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // The session ended while the desk was open: everything starts again at sign-in.
        if (isSignedOut(error) && query.queryKey[0] !== 'people') {
          queries.invalidateQueries({ queryKey: ['people', 'session'] })
        }
      },
    }),
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
  const { language, text } = useWords()
  const [queries] = useState(makeQueries)
  const [router] = useState(makeRouter)
  useEffect(() => {
    document.title = text('desk.title')
  }, [text])
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={language === 'en' ? en : zh}
      theme={deskTheme(stillness.matches)}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
    >
      <App component={false}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}
