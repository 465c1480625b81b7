import { useQuery } from '@tanstack/react-query'
import { Button, Table, type TableColumnsType } from 'antd'
import { call } from '../../../platform/screens/api.ts'
import { sayIsoDay } from '../../../platform/screens/moments.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Coverage, CoverageGap } from '../model.ts'
import { routes } from '../routes.ts'
import { CommunityHead, type CommunityPageProps, communityOf } from './community-head.tsx'
import './places.css'

/** Which places nobody answers for, by role: what is assigned to nobody goes up, and this shows where to find somebody. */
export default function CoverageScreen(props: CommunityPageProps) {
  const { text } = useWords()
  const { search, go } = props
  const community = communityOf(props)
  const coverage = useQuery({
    queryKey: ['places', 'coverage', community],
    queryFn: ({ signal }) =>
      call(routes.coverage, { query: { community: community as NonNullable<typeof community> }, signal }),
    enabled: community !== undefined,
  })
  const role = search.role
  const { data, error } = coverage

  return (
    <div className="page">
      <CommunityHead {...props} title={text('places.desk.coverage.name')} text={text('places.desk.coverage.text')} />
      {error ? (
        <>
          <ProblemNotice error={error} />
          {data ? null : (
            <Button loading={coverage.isFetching} onClick={() => coverage.refetch()}>
              {text('places.desk.again')}
            </Button>
          )}
        </>
      ) : null}
      {data ? (
        <>
          <Roles
            coverage={data}
            chosen={role}
            onChoose={(chosen) => go({ search: { ...search, role: chosen === role ? undefined : chosen } })}
          />
          {data.emptyDesks.length > 0 ? (
            <p className="coverage-desks" role="note">
              {text('places.desk.coverage.empty_desks', {
                desks: data.emptyDesks.map((desk) => desk.name).join(text('places.desk.coverage.comma')),
              })}
            </p>
          ) : null}
          <Gaps gaps={data.gaps.filter((gap) => !role || gap.role === role)} isAll={data.gaps.length === 0} />
        </>
      ) : error ? null : (
        <div className="page-bones" role="status" aria-label={text('places.desk.loading')}>
          <i className="bone bone-figures" />
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
        </div>
      )}
    </div>
  )
}

function Roles(props: { coverage: Coverage; chosen: string | undefined; onChoose: (role: string) => void }) {
  const { text } = useWords()
  return (
    <ul className="roles">
      {props.coverage.roles.map(({ role, places, covered }) => (
        <li key={role}>
          <button type="button" aria-pressed={props.chosen === role} onClick={() => props.onChoose(role)}>
            <span>{text(`places.desk.role.${role}`)}</span>
            <strong>
              {covered} / {places}
            </strong>
            <span className={covered < places ? 'roles-gap' : 'roles-full'}>
              {covered < places
                ? text('places.desk.coverage.missing', { count: places - covered })
                : text('places.desk.coverage.full')}
            </span>
            <svg className="roles-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect width="100" height="4" className="roles-bar-all" />
              <rect width={places === 0 ? 0 : (covered / places) * 100} height="4" className="roles-bar-covered" />
            </svg>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Gaps({ gaps, isAll }: { gaps: readonly CoverageGap[]; isAll: boolean }) {
  const { text, language } = useWords()
  const now = useNow()
  if (gaps.length === 0) {
    return (
      <div className="page-none">
        <h2>{text(isAll ? 'places.desk.coverage.none.title' : 'places.desk.coverage.none_here.title')}</h2>
        <p>{text('places.desk.coverage.none.text')}</p>
      </div>
    )
  }
  const columns: TableColumnsType<CoverageGap> = [
    { key: 'path', dataIndex: 'path', title: text('places.desk.coverage.place'), className: 'cell-strong' },
    {
      key: 'role',
      title: text('places.desk.coverage.role'),
      width: '25%',
      className: 'number',
      render: (_, gap) => text(`places.desk.gap.${gap.role}`),
    },
    {
      key: 'since',
      title: text('places.desk.coverage.since'),
      // As narrow as its words, so that the arrows stand beside them.
      width: 1,
      className: 'number',
      sorter: (one, other) => (one.vacantSince ?? '').localeCompare(other.vacantSince ?? ''),
      render: (_, gap) =>
        gap.vacantSince ? sayIsoDay(gap.vacantSince, now, language) : text('places.desk.coverage.never'),
    },
    {
      key: 'households',
      dataIndex: 'households',
      title: text('places.desk.coverage.households'),
      width: 1,
      align: 'right',
      sorter: (one, other) => one.households - other.households,
      className: 'number',
    },
  ]
  return (
    <Table<CoverageGap>
      rowKey={(gap) => `${gap.placeId} ${gap.role}`}
      columns={columns}
      dataSource={gaps}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
    />
  )
}
