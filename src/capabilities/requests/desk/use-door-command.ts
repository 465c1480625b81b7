import { useMutation, useQueryClient } from '@tanstack/react-query'

/**
 * One act on what is held or on the door. Every one of them may be repeated: done twice it is done once. The lists are
 * read again after it, also when it was refused: then they were not as the reader saw them.
 */
export function useDoorCommand<Asked, Answer>(
  act: (asked: Asked) => Promise<Answer>,
  onDone: (answer: Answer) => void,
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: ['requests'] }),
  })
}
