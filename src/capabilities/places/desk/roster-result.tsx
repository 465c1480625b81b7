import { Button, Progress, Table, type TableColumnsType } from 'antd'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RosterError, RosterImport } from '../roster/model.ts'

const kinds = ['places', 'households', 'leads'] as const
const changes = ['create', 'change', 'same'] as const

/** What a roster would do or did, or what is wrong in it, cell by cell. */
export function RosterResult(props: {
  roster: RosterImport
  isApplying: boolean
  onApply: () => void
  onAgain: () => void
}) {
  const { text } = useWords()
  const { roster, isApplying, onApply, onAgain } = props
  const { status, counts, done, total } = roster
  const isUnderWay = status === 'checking' || isApplying
  const writes = kinds.reduce((sum, kind) => sum + counts[kind].create + counts[kind].change, 0)
  // What is wrong with the file as a whole has no cell to go to: a sentence says it, not a table.
  const ofFile = status === 'refused' && roster.errors.every((error) => error.row === 0 && !error.cell)
  const state = ofFile
    ? 'unread'
    : isApplying
      ? 'applying'
      : status === 'ready' && writes === 0
        ? 'nothing_new'
        : stateOf(status, writes)

  return (
    <section className="roster-result" aria-label={roster.fileName}>
      <header>
        <h2>{roster.fileName}</h2>
        <p role="status" className={`roster-state roster-state-${state}`}>
          {text(`places.desk.roster.state.${state}`, { count: roster.errorCount, writes })}
        </p>
      </header>
      {isUnderWay ? (
        <Progress
          percent={total === 0 ? 0 : Math.round((done / total) * 100)}
          format={() => `${done} / ${total}`}
          aria-label={text(`places.desk.roster.state.${state}`, { count: 0, writes })}
        />
      ) : null}
      {status === 'checking' || status === 'refused' || status === 'failed' ? null : <Counts counts={counts} />}
      {ofFile ? <FileErrors errors={roster.errors} /> : roster.errors.length > 0 ? <Errors roster={roster} /> : null}
      <div className="roster-actions">
        {status === 'ready' && writes > 0 ? (
          <Button type="primary" size="large" loading={isApplying} onClick={onApply}>
            {text('places.desk.roster.apply', { writes })}
          </Button>
        ) : null}
        <Button
          size="large"
          type={status === 'refused' ? 'primary' : 'default'}
          disabled={isUnderWay}
          onClick={onAgain}
        >
          {text(status === 'refused' && !ofFile ? 'places.desk.roster.mended' : 'places.desk.roster.another')}
        </Button>
      </div>
    </section>
  )
}

function stateOf(status: RosterImport['status'], writes: number): string {
  return status === 'applied' && writes === 0 ? 'applied_nothing' : status
}

function Counts({ counts }: { counts: RosterImport['counts'] }) {
  const { text } = useWords()
  return (
    <table className="roster-counts">
      <thead>
        <tr>
          <td />
          {changes.map((change) => (
            <th key={change} scope="col">
              {text(`places.desk.roster.${change}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{text(`places.desk.roster.kind.${kind}`)}</th>
            {changes.map((change) => (
              <td key={change} className={counts[kind][change] === 0 ? 'soft' : undefined}>
                {counts[kind][change]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function FileErrors({ errors }: { errors: readonly RosterError[] }) {
  const { text } = useWords()
  return errors.map((error) => (
    <p key={`${error.sheet} ${error.code} ${error.column}`} className="notice notice-over" role="alert">
      {text(`places.roster.error.${error.code}`, { value: error.value ?? '', column: error.column ?? '' })}
    </p>
  ))
}

function Errors({ roster }: { roster: RosterImport }) {
  const { text } = useWords()
  const columns: TableColumnsType<RosterError> = [
    {
      key: 'cell',
      title: text('places.desk.roster.error.cell'),
      className: 'cell-strong number',
      render: (_, error) => (error.cell ? `${error.sheet} ${error.cell}` : error.sheet || '–'),
    },
    {
      key: 'row',
      title: text('places.desk.roster.error.row'),
      className: 'number',
      render: (_, error) => (error.row > 0 ? error.row : '–'),
    },
    { key: 'column', title: text('places.desk.roster.error.column'), render: (_, error) => error.column ?? '–' },
    {
      key: 'what',
      title: text('places.desk.roster.error.what'),
      render: (_, error) =>
        text(`places.roster.error.${error.code}`, {
          value: error.value ?? '',
          column: error.column ?? '',
        }),
    },
    { key: 'value', title: text('places.desk.roster.error.value'), render: (_, error) => error.value ?? '–' },
  ]
  return (
    <>
      {roster.errorCount > roster.errors.length ? (
        <p className="soft">{text('places.desk.roster.error.first', { shown: roster.errors.length })}</p>
      ) : null}
      <Table<RosterError>
        size="small"
        rowKey={(error) => `${error.sheet} ${error.row} ${error.cell} ${error.code}`}
        columns={columns}
        dataSource={roster.errors}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      />
    </>
  )
}
