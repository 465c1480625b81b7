import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { newId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { ClockLimits, ClockProfile } from '../clock-profile-model.ts'
import { type ClockClass, clockClasses } from '../model.ts'
import { routes } from '../routes.ts'
import { ClockDialog } from './clock-dialog.tsx'
import { sayLimit } from './say-limit.ts'

interface Row extends ClockLimits {
  readonly name: ClockClass
}

/** How long each step may take, class by class; the district sets it for all of its communities or for this one. */
export default function ClocksScreen(props: {
  communities: readonly { readonly id: CommunityId; readonly name: string }[]
  may: (action: 'clocks.edit') => boolean
  search: Readonly<Record<string, string>>
  go: (to: { search?: Readonly<Record<string, string | undefined>> }) => void
}) {
  const { text } = useWords()
  const queries = useQueryClient()
  const { communities, search, go, may } = props
  const community = communities.find(({ id }) => id === search.community) ?? communities[0]
  const [edited, setEdited] = useState<ClockClass | null>(null)
  const key = ['requests', 'clocks', community?.id]
  const clocks = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(routes.clocks, { query: { community: community?.id as CommunityId }, signal }),
    enabled: community !== undefined,
  })
  const set = useMutation({
    mutationFn: ({ area, profile }: { area: string; profile: ClockProfile | null }) =>
      call(routes.setClocks, { body: { id: newId(), area, profile } }),
    onSuccess: async () => {
      setEdited(null)
      await queries.invalidateQueries({ queryKey: ['requests', 'clocks'] })
    },
  })
  const { data } = clocks
  const rows: Row[] = data ? clockClasses.map((name) => ({ name, ...data.profile[name] })) : []
  const whose = !data?.setBy ? 'default' : data.setBy === data.areaCode ? 'community' : 'district'
  const columns: TableColumnsType<Row> = [
    {
      key: 'name',
      title: text('requests.clocks.class'),
      className: 'cell-strong',
      render: (_, row) => text(`requests.desk.clock_class.${row.name}`),
    },
    ...(['accept', 'act', 'finish'] as const).map((step) => ({
      key: step,
      title: text(`requests.clocks.${step}`),
      className: 'number',
      render: (_: unknown, row: Row) => {
        const limit = row[step]
        return limit ? sayLimit(limit, text) : text('requests.clocks.by_plan', { step })
      },
    })),
    ...(may('clocks.edit')
      ? [
          {
            key: 'edit',
            width: 1,
            render: (_: unknown, row: Row) => (
              <Button size="small" onClick={() => setEdited(row.name)}>
                {text('requests.clocks.change')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('requests.clocks.name')}</h1>
          <p className="soft">{text('requests.clocks.text')}</p>
        </div>
        {communities.length > 1 ? (
          <Select
            className="page-community"
            aria-label={text('requests.clocks.community')}
            popupMatchSelectWidth={false}
            value={community?.id ?? null}
            options={communities.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen: CommunityId) => go({ search: { ...search, community: chosen } })}
          />
        ) : null}
      </header>
      {clocks.error ? <ProblemNotice error={clocks.error} /> : null}
      {set.error && edited === null ? <ProblemNotice error={set.error} /> : null}
      {clocks.isPending ? (
        <div className="page-bones" role="status" aria-label={text('requests.clocks.loading')}>
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
        </div>
      ) : null}
      {data ? (
        <>
          <p role="note">
            {text(`requests.clocks.whose.${whose}`)}{' '}
            {may('clocks.edit') && whose === 'community' ? (
              <Button
                size="small"
                loading={set.isPending && edited === null}
                onClick={() => set.mutate({ area: data.areaCode, profile: null })}
              >
                {text('requests.clocks.back')}
              </Button>
            ) : null}
          </p>
          <Table<Row>
            rowKey="name"
            columns={columns}
            dataSource={rows}
            pagination={false}
            scroll={{ x: 'max-content' }}
          />
        </>
      ) : null}
      {data && edited ? (
        <ClockDialog
          name={edited}
          limits={data.profile[edited]}
          isBusy={set.isPending}
          error={set.error}
          onClose={() => {
            set.reset()
            setEdited(null)
          }}
          onSet={(limits, where) =>
            set.mutate({
              area: where === 'district' ? data.areaCode.slice(0, 6) : data.areaCode,
              profile: { ...data.profile, [edited]: limits },
            })
          }
        />
      ) : null}
    </div>
  )
}
