import { Segmented } from 'antd'
import { useWords } from '../../../platform/screens/words.tsx'
import type { QueueFilters } from './queue-address.ts'
import { QueueSearch } from './queue-search.tsx'

const scopes = ['all', 'mine', 'following'] as const

/** Whose queue it is, and the search through it. */
export function QueueHead(props: {
  community: string | undefined
  filters: QueueFilters
  letters: boolean
  onChange: (patch: Partial<QueueFilters>) => void
  onPhone: ((phone: string | null) => void) | undefined
}) {
  const { text } = useWords()
  const { community, filters, letters, onChange, onPhone } = props
  return (
    <div className="queue-head">
      <h1>{text('requests.desk.heading', { community: community ?? text('requests.desk.all_communities') })}</h1>
      <Segmented
        aria-label={text('requests.desk.filter.scope')}
        value={filters.scope}
        options={scopes.map((value) => ({ value, label: text(`requests.desk.scope.${value}`) }))}
        onChange={(scope) => onChange({ scope })}
      />
      <QueueSearch
        value={filters.text}
        letters={letters}
        onChange={(typed) => onChange({ text: typed })}
        onPhone={onPhone}
      />
    </div>
  )
}
