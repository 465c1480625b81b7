import { Button, Table, type TableColumnsType } from 'antd'
import { ChevronDown, ChevronRight } from 'lucide-react'
import type { Text, Values } from '../../../platform/i18n/text.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import { Time } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { AuditLine } from '../model.ts'

const tones = { done: 'done', unchanged: 'wait', refused: 'soon', failed: 'over' } as const

/** The lines of a search; the ids of each stand behind a small arrow. */
export function AuditTable(props: {
  items: readonly AuditLine[]
  communities: readonly { readonly id: CommunityId; readonly name: string }[]
  onPerson: (id: PersonId) => void
}) {
  const { text } = useWords()
  const nameOf = ({ chain }: AuditLine) =>
    chain === 'installation'
      ? text('audit.desk.installation')
      : (props.communities.find(({ id }) => id === chain)?.name ?? chain.slice(-8))
  const columns: TableColumnsType<AuditLine> = [
    { key: 'at', title: text('audit.desk.column.at'), render: (_, { at }) => <Time at={at} /> },
    {
      key: 'who',
      title: text('audit.desk.column.who'),
      render: (_, line) => <Who line={line} onPerson={props.onPerson} />,
    },
    {
      key: 'what',
      title: text('audit.desk.column.what'),
      render: (_, { what }) => wordsOr(text, `audit.what.${what}`, 'audit.what.other', { code: what }),
    },
    { key: 'result', title: text('audit.desk.column.result'), render: (_, line) => <Result line={line} /> },
    { key: 'where', title: text('audit.desk.column.where'), render: (_, line) => nameOf(line) },
    {
      key: 'network',
      title: text('audit.desk.column.network'),
      render: (_, { network }) =>
        network ? (
          <code className="audit-code" title={text('audit.desk.network.title')}>
            {network}
          </code>
        ) : null,
    },
  ]
  return (
    <Table<AuditLine>
      className="audit-table"
      rowKey="id"
      columns={columns}
      dataSource={props.items as AuditLine[]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      expandable={{
        expandedRowRender: (line) => <Numbers line={line} />,
        expandIcon: ({ expanded, onExpand, record }) => (
          <Button
            type="text"
            size="small"
            aria-expanded={expanded}
            aria-label={text(expanded ? 'audit.desk.details.hide' : 'audit.desk.details')}
            icon={expanded ? <ChevronDown size={16} /> : <ChevronRight size={16} />}
            onClick={(event) => onExpand(record, event)}
          />
        ),
      }}
    />
  )
}

/** A name where the reader may know it; a step to all that this person did. */
function Who({ line, onPerson }: { line: AuditLine; onPerson: (id: PersonId) => void }) {
  const { text } = useWords()
  const { personId } = line
  if (!personId)
    return line.account ? text('audit.desk.who.nobody', { account: line.account }) : text('audit.desk.who.operator')
  const name = line.personName ?? text('audit.desk.who.neighbour')
  return (
    <Button
      type="link"
      className="audit-person"
      title={text('audit.desk.who.only', { name })}
      onClick={() => onPerson(personId)}
    >
      {name}
    </Button>
  )
}

function Result({ line: { result, reason } }: { line: AuditLine }) {
  const { text } = useWords()
  return (
    <>
      <span className={`chip chip-${tones[result]}`}>{text(`audit.result.${result}`)}</span>{' '}
      {reason ? (
        <span className="soft">{wordsOr(text, `audit.reason.${reason}`, 'audit.reason.other', { code: reason })}</span>
      ) : null}
    </>
  )
}

function Numbers({ line }: { line: AuditLine }) {
  const { text } = useWords()
  const rows: [string, string][] = [
    [text('audit.desk.details.number'), line.number?.toString() ?? text('audit.desk.details.number.none')],
    [text('audit.desk.details.what'), line.what],
    ...(line.personId ? [[text('audit.desk.details.person'), line.personId] as [string, string]] : []),
    ...Object.entries(line.about),
    [text('audit.desk.details.line'), line.id],
  ]
  return (
    <dl className="audit-numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The words of a code, or the general ones for a code of another version, which this one has no words for. */
function wordsOr(text: Text, key: string, otherwise: string, values: Values): string {
  try {
    return text(key)
  } catch {
    return text(otherwise, values)
  }
}
