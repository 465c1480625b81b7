import { Button, Table, type TableColumnsType } from 'antd'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useWords } from '../../../platform/screens/words.tsx'
import { type Counts, type Figures, measures } from '../model.ts'
import { sumsBy } from '../rules.ts'

export type NameOf = (of: 'communityId' | 'category', key: string | null) => string

interface Row {
  readonly id: string
  readonly name: string
  readonly counts: Counts
  readonly children?: readonly Row[]
}

/** Satisfaction is told beside how many were asked for it: a column of its own. */
const shown = measures.filter((one) => one !== 'reported' && one !== 'rated' && one !== 'satisfied')

/** Communities with their categories behind a small arrow, or categories with their communities; totals at the foot. */
export function FiguresTable(props: { figures: Figures; by: 'communityId' | 'category'; nameOf: NameOf }) {
  const { text } = useWords()
  const { figures, by, nameOf } = props
  const other = by === 'category' ? 'communityId' : 'category'
  const rows: Row[] = sumsBy(figures.items, by).map(({ key, counts, lines }) => ({
    id: key ?? 'none',
    name: nameOf(by, key),
    counts,
    children: lines.map((line) => ({
      id: `${key} ${line[other]}`,
      name: nameOf(other, line[other]),
      counts: line,
    })),
  }))
  const most = Math.max(1, ...rows.map((row) => row.counts.reported))
  const satisfied = ({ rated, satisfied }: Counts) =>
    rated === 0 ? '–' : text('figures.desk.satisfied', { satisfied, rated })
  const columns: TableColumnsType<Row> = [
    {
      key: 'name',
      title: text(`figures.desk.column.${by}`),
      render: (_, row) => (row.children ? <strong>{row.name}</strong> : row.name),
    },
    {
      key: 'reported',
      title: text('figures.measure.reported'),
      align: 'right',
      className: 'number',
      sorter: (one, two) => one.counts.reported - two.counts.reported,
      render: (_, { counts }) => (
        <span className="figures-reported">
          <Bar counts={counts} most={most} />
          {counts.reported}
        </span>
      ),
    },
    ...shown.map((one) => ({
      key: one,
      title: text(`figures.measure.${one}`),
      align: 'right' as const,
      className: 'number',
      render: (_: unknown, { counts }: Row) => counts[one],
    })),
    {
      key: 'satisfied',
      title: text('figures.measure.satisfied'),
      align: 'right',
      className: 'number',
      render: (_, { counts }) => satisfied(counts),
    },
  ]
  return (
    <Table<Row>
      className="figures-table"
      rowKey="id"
      columns={columns}
      dataSource={rows}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      expandable={{
        defaultExpandAllRows: rows.length === 1,
        expandIcon: ({ expanded, onExpand, record }) =>
          record.children ? (
            <Button
              type="text"
              size="small"
              aria-expanded={expanded}
              aria-label={text(expanded ? 'figures.desk.close' : 'figures.desk.open', { name: record.name })}
              icon={expanded ? <ChevronDown size={16} /> : <ChevronRight size={16} />}
              onClick={(event) => onExpand(record, event)}
            />
          ) : (
            <span className="figures-leaf" />
          ),
      }}
      summary={() => (
        <Table.Summary.Row className="figures-total">
          <Table.Summary.Cell index={0}>
            <strong>{text('figures.desk.total')}</strong>
          </Table.Summary.Cell>
          {(['reported', ...shown] as const).map((one, index) => (
            <Table.Summary.Cell key={one} index={index + 1} align="right" className="number">
              {figures.total[one]}
            </Table.Summary.Cell>
          ))}
          <Table.Summary.Cell index={shown.length + 2} align="right" className="number">
            {satisfied(figures.total)}
          </Table.Summary.Cell>
        </Table.Summary.Row>
      )}
    />
  )
}

/** As long as what was reported, dark as far as as many were resolved. The numbers stand beside it. */
function Bar({ counts, most }: { counts: Counts; most: number }) {
  const width = (n: number) => (Math.min(n, most) / most) * 100
  return (
    <svg className="figures-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width={width(counts.reported)} height="6" className="figures-bar-reported" />
      <rect width={width(Math.min(counts.resolved, counts.reported))} height="6" className="figures-bar-resolved" />
    </svg>
  )
}
