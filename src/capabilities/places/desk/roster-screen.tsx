import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { Download, QrCode } from 'lucide-react'
import { useEffect } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RosterImport } from '../roster/model.ts'
import { routes } from '../routes.ts'
import { CommunityHead, type CommunityPageProps, communityOf } from './community-head.tsx'
import { RosterDrop } from './roster-drop.tsx'
import { RosterResult } from './roster-result.tsx'
import './places.css'

/** Milliseconds between two looks at how far a check or an import has come. */
const lookAgain = 700

/** Reading a roster in: download the template, drop a file, see what it would do, do it. */
export default function RosterScreen(props: CommunityPageProps) {
  const { text } = useWords()
  const community = communityOf(props)
  return (
    <div className="page">
      <CommunityHead {...props} title={text('places.desk.roster.name')} text={text('places.desk.roster.text')}>
        {community ? (
          <Button href={`${routes.plaques.path}?community=${community}`} icon={<QrCode size={16} />} download>
            {text('places.desk.roster.plaques')}
          </Button>
        ) : null}
        <Button href={routes.rosterTemplate.path} icon={<Download size={16} />} download>
          {text('places.desk.roster.template')}
        </Button>
      </CommunityHead>
      {community ? <RosterOfCommunity key={community} {...props} community={community} /> : null}
    </div>
  )
}

function RosterOfCommunity(props: CommunityPageProps & { community: CommunityId }) {
  const { community, search, go } = props
  const queries = useQueryClient()
  const id = search.import
  const keyOf = (importId: string | undefined) => ['places', 'roster', community, importId]
  const keep = (roster: RosterImport) => {
    queries.setQueryData(keyOf(roster.id), roster)
    // In the address, so that a reload in the middle of an import comes back to it.
    go({ search: { ...search, import: roster.id }, replace: true })
  }
  const roster = useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => call(routes.rosterImport, { params: { id: id ?? '' }, query: { community }, signal }),
    enabled: id !== undefined,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? lookAgain : false),
  })
  const check = useMutation({
    mutationFn: (file: File) =>
      call(routes.checkRoster, { query: { community }, file: { field: 'file', file, name: file.name } }),
    onSuccess: keep,
  })
  const apply = useMutation({
    mutationFn: (importId: string) => call(routes.applyRoster, { params: { id: importId }, query: { community } }),
    onSuccess: keep,
  })
  const data = id ? roster.data : undefined
  const isApplied = data?.status === 'applied'
  useEffect(() => {
    // What the other pages know of places and posts is old now.
    if (isApplied)
      queries.invalidateQueries({ queryKey: ['places'], predicate: ({ queryKey }) => queryKey[1] !== 'roster' })
  }, [isApplied, queries])
  const again = () => {
    apply.reset()
    check.reset()
    go({ search: { ...search, import: undefined }, replace: true })
  }

  return (
    <>
      {check.error ? <ProblemNotice error={check.error} /> : null}
      {roster.error && id ? <ProblemNotice error={roster.error} /> : null}
      {apply.error ? <ProblemNotice error={apply.error} keeps /> : null}
      {data ? (
        <RosterResult
          roster={data}
          isApplying={apply.isPending || data.status === 'applying'}
          onApply={() => apply.mutate(data.id)}
          onAgain={again}
        />
      ) : (
        <RosterDrop isBusy={check.isPending} onFile={(file) => check.mutate(file)} />
      )}
    </>
  )
}

/** Whether the server is still at it. */
function isUnderWay({ status }: RosterImport): boolean {
  return status === 'checking' || status === 'applying'
}
