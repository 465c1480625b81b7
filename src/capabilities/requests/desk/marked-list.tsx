import { Button } from 'antd'
import type { z } from 'zod'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { Time } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { marked } from '../held/model.ts'
import { routes } from '../routes.ts'
import { useDoorCommand } from './use-door-command.ts'

type Marked = z.infer<typeof marked>

/** What could not wait and went on at once: somebody looks at it all the same. */
export function MarkedList({ items, community }: { items: readonly Marked[]; community: CommunityId }) {
  const { text } = useWords()
  return (
    <section className="held-marked" aria-labelledby="held-marked">
      <h2 id="held-marked">{text('requests.held.marked')}</h2>
      <p className="soft">{text('requests.held.marked.words')}</p>
      <ul className="held-list">
        {items.map((item) => (
          <Row key={item.id} item={item} community={community} />
        ))}
      </ul>
    </section>
  )
}

function Row({ item, community }: { item: Marked; community: CommunityId }) {
  const { text } = useWords()
  const looked = useDoorCommand(
    () => call(routes.lookedAtMarked, { params: { id: item.id }, body: { community } }),
    () => {},
  )
  return (
    <li>
      <div className="held-what">
        <p className="held-why">
          {item.why.map((reason) => (
            <span key={reason} className="chip chip-soon">
              {text(`requests.held.why.${reason}`, { words: 'none' })}
            </span>
          ))}
        </p>
        <p className="held-said">
          <a href={`/desk/requests/${item.id}`}>{item.title || item.number}</a>
        </p>
        <p className="soft">
          <Time at={item.reportedAt} /> · <span className="number">{item.number}</span>
        </p>
        {looked.error ? <ProblemNotice error={looked.error} /> : null}
      </div>
      <div className="held-acts">
        <Button
          loading={looked.isPending}
          onClick={() => looked.mutate(undefined)}
          aria-label={text('requests.held.looked_which', { number: item.number })}
        >
          {text('requests.held.looked')}
        </Button>
      </div>
    </li>
  )
}
