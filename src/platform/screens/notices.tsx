import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { routes } from '../notify/routes.ts'
import { call } from './api.ts'
import { ProblemNotice } from './problem-notice.tsx'
import { Time } from './time.tsx'
import { useWords } from './words.tsx'

/** Messages for whoever is signed in; asked for again each minute and whenever the app comes back to the front. */
export function useNotices() {
  return useQuery({
    queryKey: ['notices'],
    queryFn: ({ signal }) => call(routes.notices, { signal }),
    refetchInterval: 60_000,
  })
}

/** How many messages are unread, as a number on a bell: "3", "99+", or nothing. */
export function UnreadCount() {
  const { text } = useWords()
  const unread = useNotices().data?.unread ?? 0
  if (unread === 0) return null
  return (
    <span className="unread">
      <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
      <span className="heard-only">{text('screens.notices.unread', { count: unread })}</span>
    </span>
  )
}

/**
 * The list of messages. Opening it is reading it: what was unread stays marked until the list is left.
 * @param props.anchor how the door links to a path of its own; a plain link if not told
 */
export function NoticeList(props: { anchor?: ComponentType<{ href: string; children: ReactNode }> }) {
  const { text } = useWords()
  const notices = useNotices()
  const queries = useQueryClient()
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const { mutate: markRead } = useMutation({
    mutationFn: () => call(routes.readNotices),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notices'] }),
  })
  const { data } = notices
  useEffect(() => {
    if (!data || data.unread === 0) return
    setFresh((before) => new Set([...before, ...data.items.filter((item) => !item.read).map((item) => item.id)]))
    markRead()
  }, [data, markRead])

  if (notices.isPending) return <div className="skeleton skeleton-card" />
  if (notices.isError && !data) return <ProblemNotice error={notices.error} />
  if (!data || data.items.length === 0) {
    return (
      <div className="empty">
        <p>{text('screens.notices.empty')}</p>
      </div>
    )
  }
  return (
    <ul className="notices">
      {data.items.map((item) => (
        <li key={item.id} className={fresh.has(item.id) || !item.read ? 'notice-fresh' : undefined}>
          <p className="notice-title">{item.link ? link(props.anchor, item.link, item.title) : item.title}</p>
          <p>{item.text}</p>
          <p className="soft">
            {(fresh.has(item.id) || !item.read) && <strong>{text('screens.notices.new')} </strong>}
            <Time at={item.at} />
          </p>
        </li>
      ))}
    </ul>
  )
}

function link(Anchor: ComponentType<{ href: string; children: ReactNode }> | undefined, href: string, words: string) {
  return Anchor ? <Anchor href={href}>{words}</Anchor> : <a href={href}>{words}</a>
}
