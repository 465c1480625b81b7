import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../platform/screens/api.ts'
import type { CalendarDay } from '../model.ts'
import { routes } from '../routes.ts'

const fiveMinutes = 300_000

/** A year of the calendar; this one when none is named. Asked for again every so often: others edit it too. */
export function useCalendarYear(year?: number) {
  return useQuery({
    queryKey: ['calendar', 'year', year ?? 'now'],
    queryFn: ({ signal }) => call(routes.year, { query: year === undefined ? {} : { year }, signal }),
    refetchInterval: fiveMinutes,
  })
}

/** Puts a whole year; everything that was known of the calendar is asked for again, the banner among it. */
export function useChangeYear() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ year, days }: { year: number; days: readonly CalendarDay[] }) =>
      call(routes.changeYear, { params: { year }, body: { days: [...days] } }),
    onSuccess: async (saved) => {
      queries.setQueryData(['calendar', 'year', saved.year], saved)
      await queries.invalidateQueries({ queryKey: ['calendar'] })
    },
  })
}
