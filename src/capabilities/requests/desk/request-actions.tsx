import { Button, Dropdown } from 'antd'
import { Ellipsis } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestDetail } from '../model.ts'
import { type CommandEntry, commands } from './commands.ts'
import { useCommand } from './use-command.ts'
import { useKeys } from './use-keys.ts'

const CommandDialog = lazy(() => import('./command-dialog.tsx'))

/** The letter on a button; `aria-keyshortcuts` says it to who does not see it. */
function Key({ letter }: { letter: string }) {
  return (
    <span className="key" aria-hidden="true">
      {letter}
    </span>
  )
}

/** So many stand as buttons; the rest is behind "more". */
const shown = 4

/** What this reader may do with the request now, each with its letter. */
export function RequestActions({ detail, letters }: { detail: RequestDetail; letters: boolean }) {
  const { text } = useWords()
  const [asking, setAsking] = useState<CommandEntry | null>(null)
  const command = useCommand(detail.id)
  const allowed = commands.filter(({ type }) => detail.allowed.includes(type))
  const [first, rest] = [allowed.slice(0, shown), allowed.slice(shown)]

  const give = (entry: CommandEntry) => {
    command.reset()
    if (entry.type === 'accept' || entry.type === 'accept_offer') command.mutate({ type: entry.type })
    else setAsking(entry)
  }
  useKeys(Object.fromEntries(allowed.map((entry) => [entry.letter.toLowerCase(), () => give(entry)])), letters)
  const key = (entry: CommandEntry) => (letters ? <Key letter={entry.letter} /> : null)

  if (allowed.length === 0) return <p className="soft">{text('requests.desk.actions.none')}</p>
  return (
    <>
      {command.error ? <ProblemNotice error={command.error} /> : null}
      <div className="actions">
        {first.map((entry, index) => (
          <Button
            key={entry.type}
            type={index === 0 ? 'primary' : 'default'}
            aria-keyshortcuts={letters ? entry.letter : undefined}
            loading={command.isPending && command.variables.type === entry.type}
            onClick={() => give(entry)}
          >
            {text(`requests.desk.command.${entry.type}`)}
            {key(entry)}
          </Button>
        ))}
        {rest.length > 0 ? (
          <Dropdown
            trigger={['click']}
            placement="bottomRight"
            menu={{
              items: rest.map((entry) => ({
                key: entry.type,
                danger: entry.isGrave ?? false,
                label: text(`requests.desk.command.${entry.type}`),
                extra: key(entry),
              })),
              onClick: (info) => {
                const entry = rest.find(({ type }) => type === info.key)
                if (entry) give(entry)
              },
            }}
          >
            <Button icon={<Ellipsis size={16} />} aria-haspopup="menu">
              {text('requests.desk.actions.more')}
            </Button>
          </Dropdown>
        ) : null}
      </div>
      {asking ? (
        <Suspense>
          <CommandDialog entry={asking} detail={detail} onClose={() => setAsking(null)} />
        </Suspense>
      ) : null}
    </>
  )
}
