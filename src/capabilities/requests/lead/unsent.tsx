import { useIsMutating } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useWords } from '../../../platform/screens/words.tsx'
import { isFormCommand } from './commands.ts'
import { unsent } from './drafts.ts'

/** The way back to words that were sent and never answered, once nothing is on its way any more. */
export function Unsent({ requestId }: { requestId: string }) {
  const { text } = useWords()
  const sending = useIsMutating({ mutationKey: ['command', requestId] })
  if (sending > 0) return null
  return unsent(requestId)
    .filter(isFormCommand)
    .map((command) => (
      <Link key={command} to="/requests/$id/$command" params={{ id: requestId, command }} className="unsent">
        {text('requests.lead.card.unsent')}
      </Link>
    ))
}
