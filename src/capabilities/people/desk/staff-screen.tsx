import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../../platform/screens/api.ts'
import { ProblemNotice } from '../../../platform/screens/problem-notice.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { Holder, StaffList, StaffPlace, StaffSection } from '../appointing/model.ts'
import { routes } from '../routes.ts'
import { AppointDialog } from './appoint-dialog.tsx'
import { EndDialog, InviteDialog } from './holder-dialogs.tsx'
import { nameOfPlace } from './staff-names.ts'
import { SectionOfStaff } from './staff-section.tsx'
import { UtilityDialog } from './utility-dialog.tsx'
import './staff.css'

type Dialog =
  | { readonly kind: 'appoint'; readonly section: StaffSection }
  | { readonly kind: 'end' | 'invite'; readonly holder: Holder }
  | { readonly kind: 'utility' }

/** Who works here, desk by desk, and where nobody does: appointing, letting in again, ending. */
export default function StaffScreen(props: {
  search: Readonly<Record<string, string>>
  go: (to: { search?: Readonly<Record<string, string | undefined>> }) => void
}) {
  const { text } = useWords()
  const { search, go } = props
  const places = useQuery({
    queryKey: ['people', 'staff', 'places'],
    queryFn: ({ signal }) => call(routes.staffPlaces, { signal }),
  })
  const items = places.data?.items ?? []
  const at = (items.find((one) => one.at === search.at) ?? items[0])?.at
  const staff = useQuery({
    queryKey: ['people', 'staff', 'at', at],
    queryFn: ({ signal }) => call(routes.staff, { query: { at: at as NonNullable<typeof at> }, signal }),
    enabled: at !== undefined,
  })
  const failed = places.error ? places : staff.error ? staff : null

  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{text('people.staff.name')}</h1>
          <p className="soft">{text('people.staff.text')}</p>
        </div>
        {items.length > 1 ? (
          <PlaceChoice items={items} at={at} onChoose={(chosen) => go({ search: { ...search, at: chosen } })} />
        ) : null}
      </header>
      {failed ? (
        <>
          <ProblemNotice error={failed.error} />
          {staff.data ? null : (
            <Button loading={failed.isFetching} onClick={() => failed.refetch()}>
              {text('people.staff.again')}
            </Button>
          )}
        </>
      ) : null}
      {staff.data ? <Sections key={at} list={staff.data} /> : failed ? null : <Bones />}
    </div>
  )
}

function Bones() {
  const { text } = useWords()
  return (
    <div className="page-bones" role="status" aria-label={text('people.staff.loading')}>
      {[1, 2, 3].map((section) => (
        <div key={section} className="staff-bones">
          <i className="bone" />
          <i className="bone bone-wide" />
          <i className="bone bone-wide" />
        </div>
      ))}
    </div>
  )
}

/** A district has dozens of places: they are found by typing, and stand under their level. */
function PlaceChoice(props: { items: readonly StaffPlace[]; at: string | undefined; onChoose: (at: string) => void }) {
  const { text } = useWords()
  const levels = [...new Set(props.items.map(({ level }) => level))]
  return (
    <Select
      className="page-community staff-places"
      aria-label={text('people.staff.place')}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      value={props.at ?? null}
      options={levels.map((level) => ({
        label: text(`people.staff.level.${level}`),
        options: props.items
          .filter((one) => one.level === level)
          .map((one) => ({ value: one.at as string, label: nameOfPlace(one, text) })),
      }))}
      onChange={props.onChoose}
    />
  )
}

function Sections({ list }: { list: StaffList }) {
  const { text } = useWords()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const { place, sections } = list
  const close = () => setDialog(null)
  return (
    <>
      {sections.map((section) => (
        <SectionOfStaff
          key={section.key}
          section={section}
          onAppoint={() => setDialog({ kind: 'appoint', section })}
          onEnd={(holder) => setDialog({ kind: 'end', holder })}
          onInvite={(holder) => setDialog({ kind: 'invite', holder })}
        />
      ))}
      {place.mayAddDesk ? (
        <p>
          <Button onClick={() => setDialog({ kind: 'utility' })}>{text('people.staff.utility.add')}</Button>
        </p>
      ) : null}
      {dialog?.kind === 'appoint' ? <AppointDialog place={place} section={dialog.section} onClose={close} /> : null}
      {dialog?.kind === 'end' ? <EndDialog place={place} holder={dialog.holder} onClose={close} /> : null}
      {dialog?.kind === 'invite' ? <InviteDialog place={place} holder={dialog.holder} onClose={close} /> : null}
      {dialog?.kind === 'utility' ? <UtilityDialog place={place} onClose={close} /> : null}
    </>
  )
}
