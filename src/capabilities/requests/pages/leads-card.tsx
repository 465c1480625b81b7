import { CallButton, Card, PersonRow, Rows } from '../../../platform/pages/index.ts'
import type { ServedPlace } from '../../places/index.ts'
import type { Reader } from './deps.ts'

/** The three leads of a stairwell, nearest first; whoever serves several posts here stands once, at the nearest. */
export function LeadsCard({ place, code, reader }: { place: ServedPlace; code: string; reader: Reader }): JSX.Element {
  const { text } = reader
  const leads = place.leads
    .toSorted((a, b) => a.level - b.level)
    .filter((lead, order, all) => all.findIndex((one) => one.personId === lead.personId) === order)
  if (leads.length === 0) {
    return (
      <Card title={text('requests.page.leads')}>
        <p safe>{text('requests.page.leads.none')}</p>
        <CallButton
          phone={place.community.phone}
          word={text('requests.page.call', { name: place.community.name })}
          look="plain"
        />
      </Card>
    )
  }
  return (
    <Card title={text('requests.page.leads')}>
      <Rows>
        {leads.map((lead) => (
          <PersonRow
            name={lead.name}
            role={text('requests.page.role', { level: lead.level })}
            about={lead.duties ?? text('requests.page.duties', { level: lead.level })}
            photo={lead.photoFileId === null ? undefined : `/p/${code}/portraits/${lead.photoFileId}`}
          >
            {lead.phone !== null && (
              <CallButton look="round" phone={lead.phone} word={text('requests.page.call', { name: lead.name })} />
            )}
          </PersonRow>
        ))}
      </Rows>
    </Card>
  )
}
