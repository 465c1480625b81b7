import { useMutation } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { sayPhone } from '../../../platform/i18n/phone.ts'
import { newId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import { type ContactReason, contactReasons } from '../model.ts'
import { routes } from '../routes.ts'

/** A neighbour's phone, masked until somebody says what they need it for; the neighbour sees both. */
export function OpenContact({ request, voice, masked }: { request: string; voice: string; masked: string }) {
  const { text } = useWords()
  const open = useMutation({
    mutationFn: (reason: ContactReason) =>
      call(routes.openContact, { params: { id: request }, body: { id: newId(), voice, reason } }),
  })
  const opened = open.data
  if (opened) {
    return (
      <span className="number">
        {opened.name} {opened.phone && <a href={`tel:${opened.phone}`}>{sayPhone(opened.phone)}</a>}
      </span>
    )
  }
  return (
    <span className="number">
      {masked}{' '}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { type: 'group', key: 'why', label: text('requests.desk.contact.why') },
            ...contactReasons.map((key) => ({ key, label: text(`requests.desk.contact.reason.${key}`) })),
          ],
          onClick: ({ key }) => open.mutate(key as ContactReason),
        }}
      >
        <Button size="small" loading={open.isPending}>
          {text('requests.desk.contact.open')}
        </Button>
      </Dropdown>
      {open.isError && <ProblemNotice error={open.error} />}
    </span>
  )
}
