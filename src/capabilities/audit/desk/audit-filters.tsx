import { Button, Input, Segmented, Select } from 'antd'
import type { z } from 'zod'
import { useWords } from '../../../platform/screens/words.tsx'
import { type auditChoices, auditedActions, results } from '../model.ts'
import { filterOf, type Search } from './audit-search.ts'

/** By place, person, act, result and day. Everything stands in the address, so that a search can be sent on. */
export function AuditFilters(props: {
  search: Search
  choices: z.infer<typeof auditChoices> | undefined
  onChoose: (chosen: Search) => void
  onClear: () => void
}) {
  const { text } = useWords()
  const { search, choices, onChoose } = props
  const filter = filterOf(search)
  const people = choices?.people.map(({ id, name }) => ({ value: id as string, label: name })) ?? []
  // Chosen from a row: a volunteer, who is not in the list of staff.
  const isElsewhere = filter.person !== undefined && !people.some(({ value }) => value === filter.person)
  const select = (name: 'chain' | 'person' | 'what', options: readonly { value: string; label: string }[]) => (
    <Select
      className={`audit-choice-${name}`}
      aria-label={text(`audit.desk.filter.${name}`)}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      value={filter[name] ?? ''}
      options={[{ value: '', label: text(`audit.desk.filter.${name}.any`) }, ...options]}
      onChange={(value: string) => onChoose({ [name]: value || undefined })}
    />
  )
  const day = (name: 'from' | 'to') => (
    <div className="audit-day">
      <label htmlFor={`audit-${name}`}>{text(`audit.desk.filter.${name}`)}</label>
      <Input
        id={`audit-${name}`}
        type="date"
        value={filter[name] ?? ''}
        {...(name === 'to' && filter.from && { min: filter.from })}
        onChange={({ target }) => onChoose({ [name]: target.value || undefined })}
      />
    </div>
  )
  const isReversed = filter.from !== undefined && filter.to !== undefined && filter.to < filter.from
  return (
    <search className="filters audit-filters" aria-label={text('audit.desk.filters')}>
      {select('chain', [
        { value: 'installation', label: text('audit.desk.installation') },
        ...(choices?.communities.map(({ id, name }) => ({ value: id as string, label: name })) ?? []),
      ])}
      {select('person', [
        ...(isElsewhere ? [{ value: filter.person as string, label: (filter.person as string).slice(-8) }] : []),
        ...people,
      ])}
      {select(
        'what',
        auditedActions.map((value) => ({ value, label: text(`audit.what.${value}`) })),
      )}
      {day('from')}
      {day('to')}
      <Segmented
        aria-label={text('audit.desk.filter.result')}
        value={filter.result ?? 'any'}
        options={(['any', ...results] as const).map((value) => ({
          value,
          label: text(`audit.result.${value}`),
        }))}
        onChange={(chosen) => onChoose({ result: chosen === 'any' ? undefined : chosen })}
      />
      {Object.keys(filter).length > 0 ? (
        <Button type="link" onClick={props.onClear}>
          {text('audit.desk.filter.clear')}
        </Button>
      ) : null}
      {isReversed ? (
        <p className="audit-reversed" role="alert">
          {text('audit.desk.reversed')}
        </p>
      ) : null}
    </search>
  )
}
