import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import type { RequestId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestDetail } from '../model.ts'
import { routes } from '../routes.ts'

/** Chooses the request to merge into: first those open near by, then whatever is searched for. */
export function MergeTarget(props: {
  detail: RequestDetail
  autoFocus: boolean
  id?: string
  value?: RequestId
  onChange?: (id: RequestId) => void
}) {
  const { text } = useWords()
  const { detail, ...control } = props
  const [typed, setTyped] = useState('')
  const words = useDeferredValue(typed.trim())
  const around = detail.path.at(-2)?.id ?? detail.placeId
  const { data, isFetching } = useQuery({
    queryKey: ['requests', 'merge', detail.id, words],
    queryFn: ({ signal }) =>
      call(routes.list, {
        query: { status: 'open', limit: 20, ...(words ? { text: words } : { place: around }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <Select
      {...control}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      placeholder={text('requests.desk.merge.search')}
      notFoundContent={text('requests.desk.merge.none')}
      options={(data?.items ?? [])
        .filter(({ id }) => id !== detail.id)
        .map((row) => ({ value: row.id, label: `${row.title} · ${row.placeName} · ${row.number}` }))}
    />
  )
}
