import { Button, Select, TreeSelect } from 'antd'
import { Timer } from 'lucide-react'
import { useMemo } from 'react'
import type { CommunityId, PlaceId } from '../../../platform/ids.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Level } from '../model.ts'
import { useCategories } from './categories.ts'
import type { PlaceOption } from './place-option.ts'
import { isNarrowed, type QueueFilters, statusFilters } from './queue-address.ts'

const levels = [1, 2, 3, 4, 5, 6] as const satisfies Level[]

/** Which, where, what: every filter in one line, each with its name in the empty field. */
export function QueueFilterBar(props: {
  communities: readonly { readonly id: CommunityId; readonly name: string }[]
  places: readonly PlaceOption[]
  filters: QueueFilters
  onChange: (patch: Partial<QueueFilters>) => void
}) {
  const { text } = useWords()
  const { communities, places, filters, onChange } = props
  const { tree: categories } = useCategories()
  const placeTree = useMemo(() => treeFrom(places), [places])
  const shared = { allowClear: true, popupMatchSelectWidth: false } as const

  return (
    <search className="filters" aria-label={text('requests.desk.filters')}>
      <Button
        className={filters.overdue ? 'filter-on' : ''}
        aria-pressed={filters.overdue}
        icon={<Timer size={16} />}
        onClick={() => onChange({ overdue: !filters.overdue })}
      >
        {text('requests.desk.filter.overdue')}
      </Button>
      {communities.length > 1 ? (
        <Select
          {...shared}
          className="filter filter-wide"
          aria-label={text('requests.desk.filter.community')}
          placeholder={text('requests.desk.filter.community')}
          showSearch={{ optionFilterProp: 'label' }}
          value={filters.community}
          options={communities.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(community?: CommunityId) => onChange({ community, place: undefined })}
        />
      ) : null}
      <Select
        className="filter"
        popupMatchSelectWidth={false}
        aria-label={text('requests.desk.filter.status')}
        value={filters.status}
        options={statusFilters.map((value) => ({ value, label: text(`requests.desk.status.${value}`) }))}
        onChange={(status) => onChange({ status })}
      />
      {places.length > 0 ? (
        <TreeSelect
          {...shared}
          className="filter"
          aria-label={text('requests.desk.filter.place')}
          placeholder={text('requests.desk.filter.place')}
          showSearch
          treeNodeFilterProp="title"
          treeDefaultExpandedKeys={placeTree.map(({ value }) => value)}
          treeData={placeTree}
          value={filters.place}
          onChange={(place?: PlaceId) => onChange({ place })}
        />
      ) : null}
      <TreeSelect
        {...shared}
        className="filter"
        aria-label={text('requests.desk.filter.category')}
        placeholder={text('requests.desk.filter.category')}
        showSearch
        treeNodeFilterProp="title"
        treeData={categories}
        value={filters.category}
        onChange={(category?: string) => onChange({ category })}
      />
      <Select
        {...shared}
        className="filter filter-short"
        aria-label={text('requests.desk.filter.level')}
        placeholder={text('requests.desk.filter.level')}
        value={filters.level}
        options={levels.map((value) => ({ value, label: text(`requests.desk.level.${value}`) }))}
        onChange={(level?: Level) => onChange({ level })}
      />
      {isNarrowed(filters) ? (
        <Button type="link" className="filters-clear" onClick={() => onChange(nothingAsked)}>
          {text('requests.desk.filter.clear')}
        </Button>
      ) : null}
      <Select
        className="filters-sort"
        variant="borderless"
        popupMatchSelectWidth={false}
        aria-label={text('requests.desk.filter.sort')}
        value={filters.sort}
        options={(['due', 'newest'] as const).map((value) => ({ value, label: text(`requests.desk.sort.${value}`) }))}
        onChange={(sort) => onChange({ sort })}
      />
    </search>
  )
}

const nothingAsked: Partial<QueueFilters> = {
  scope: 'all',
  status: 'open',
  community: undefined,
  place: undefined,
  category: undefined,
  level: undefined,
  overdue: false,
  text: '',
}

interface PlaceTreeNode {
  value: PlaceId
  title: string
  children: PlaceTreeNode[]
}

function treeFrom(places: readonly PlaceOption[]): PlaceTreeNode[] {
  const nodes = new Map(
    places.map(({ id, name }): [PlaceId, PlaceTreeNode] => [id, { value: id, title: name, children: [] }]),
  )
  const roots: PlaceTreeNode[] = []
  for (const { id, parentId } of places) {
    const node = nodes.get(id)
    if (!node) continue
    const parent = parentId ? nodes.get(parentId) : undefined
    ;(parent?.children ?? roots).push(node)
  }
  return roots
}
