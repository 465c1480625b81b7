import { Select } from 'antd'
import type { ReactNode } from 'react'
import type { CommunityId } from '../../../platform/ids.ts'
import { useWords } from '../../../platform/screens/words.tsx'

/** What the door tells the pages of one community. */
export interface CommunityPageProps {
  communities: readonly { readonly id: CommunityId; readonly name: string }[]
  search: Readonly<Record<string, string>>
  go: (to: { search?: Readonly<Record<string, string | undefined>>; replace?: boolean }) => void
}

/** The community that the page is about: the one in its address, else the first. */
export function communityOf({ communities, search }: CommunityPageProps): CommunityId | undefined {
  return (communities.find(({ id }) => id === search.community) ?? communities[0])?.id
}

/** The page's heading, with the choice of community for those who work for several. */
export function CommunityHead(props: CommunityPageProps & { title: string; text: string; children?: ReactNode }) {
  const { text } = useWords()
  const { communities, search, go } = props
  return (
    <header className="page-head">
      <div>
        <h1>{props.title}</h1>
        <p className="soft">{props.text}</p>
      </div>
      {communities.length > 1 ? (
        <Select
          className="page-community"
          aria-label={text('places.desk.community')}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          value={communityOf(props) ?? null}
          options={communities.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(community: CommunityId) => go({ search: { ...search, community } })}
        />
      ) : null}
      {props.children}
    </header>
  )
}
