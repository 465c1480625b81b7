import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useRef } from 'react'
import { type CommandId, newId, type RequestId } from '../../../platform/ids.ts'
import { ApiProblem, call } from '../../../platform/screens/api.ts'
import { useWords } from '../../../platform/screens/words.tsx'
import type { CommandInput, CommandType } from '../model.ts'
import { routes } from '../routes.ts'

/** A command's fields without its id, which `useCommand` makes. */
export type Asked = CommandInput extends infer One ? (One extends { id: unknown } ? Omit<One, 'id'> : never) : never

/**
 * Gives commands to one request. The id is made with the first try and kept for its repeats, so that a command whose
 * answer got lost is not given twice; an answer, whichever, ends it.
 */
export function useCommand(requestId: RequestId, onDone?: () => void) {
  const { text } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const ids = useRef(new Map<CommandType, CommandId>())

  return useMutation({
    mutationFn: (asked: Asked) => {
      const id = ids.current.get(asked.type) ?? newId<CommandId>()
      ids.current.set(asked.type, id)
      return call(routes.command, { params: { id: requestId }, body: { ...asked, id } as CommandInput })
    },
    onSuccess: (_, asked) => {
      ids.current.delete(asked.type)
      message.success(text(`requests.desk.done.${asked.type}`))
      onDone?.()
      return queries.invalidateQueries({ queryKey: ['requests'] })
    },
    onError: (error, asked) => {
      if (error instanceof ApiProblem && error.problem.status < 500) ids.current.delete(asked.type)
    },
  })
}
