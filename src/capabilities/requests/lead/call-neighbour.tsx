import { useMutation } from '@tanstack/react-query'
import { Phone } from 'lucide-react'
import { sayPhone } from '../../../platform/i18n/phone.ts'
import { newId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { routes } from '../routes.ts'

/** The neighbour's phone: masked until the lead wants to call; the neighbour sees who opened it. */
export function CallNeighbour({ request, voice, masked }: { request: string; voice: string; masked: string }) {
  const { text } = useWords()
  const open = useMutation({
    mutationFn: () =>
      call(routes.openContact, { params: { id: request }, body: { id: newId(), voice, reason: 'handling' } }),
  })
  const phone = open.data?.phone
  if (phone) {
    return (
      <a className="button" href={`tel:${phone}`}>
        <Phone aria-hidden="true" />
        {text('requests.lead.contact.call', { phone: sayPhone(phone) })}
      </a>
    )
  }
  return (
    <>
      <span className="figures">{masked}</span>
      <button type="button" className="button" onClick={() => open.mutate()} aria-disabled={open.isPending}>
        <Phone aria-hidden="true" />
        {text('requests.lead.contact.open')}
      </button>
      <span className="soft block">{text('requests.lead.contact.told')}</span>
      {open.isError && <ProblemNotice error={open.error} />}
    </>
  )
}
