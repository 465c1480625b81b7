import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type CommandId, newId } from '../../../platform/ids.ts'
import { ApiProblem } from '../../../platform/screens/api.ts'

/**
 * One act on the staff list. Its id is made once and kept for repeats, so that an act whose answer got lost is not done
 * twice. The list is read again when it is done, and when it was refused: it was not as the reader saw it.
 */
export function useStaffCommand<Asked, Answer>(
  act: (id: CommandId, asked: Asked) => Promise<Answer>,
  onDone: (answer: Answer, asked: Asked) => void,
) {
  const queries = useQueryClient()
  const [id] = useState(() => newId<CommandId>())
  const readAgain = () => queries.invalidateQueries({ queryKey: ['people', 'staff'] })
  return useMutation({
    mutationFn: (asked: Asked) => act(id, asked),
    onSuccess: (answer, asked) => {
      onDone(answer, asked)
      return readAgain()
    },
    onError: (error) => {
      if (error instanceof ApiProblem) void readAgain()
    },
  })
}

/** The fields that the server found wrong: `body/name` and `name` are both `name`. */
export function wrongFields(error: Error | null): { name: string; message: string }[] {
  if (!(error instanceof ApiProblem)) return []
  return (error.problem.fields ?? []).map(({ field, message }) => ({
    name: field.split(/[./]/).at(-1) ?? field,
    message,
  }))
}
