import { Card, LinkButton, linkTo, Rows } from '../../../platform/pages/index.ts'
import type { Held } from '../service.ts'
import { type OwnReader, sayAt } from './deps.ts'
import { AccountCard, aboutMatter, ChangesCard, ChannelsCard, LookedCard, leftThere } from './held-page.tsx'

/** Everything in full, to be read, printed or kept as a page: what the JSON file holds, in words. */
export function WholePage({ held, reader }: { held: Held; reader: OwnReader }): JSX.Element {
  const { text } = reader
  return (
    <>
      <p class="soft" safe>
        {text('privacy.all.what')}
      </p>
      <AccountCard held={held} reader={reader} />
      {held.matters.map((matter) => (
        <Card title={matter.title}>
          <p class="soft" safe>
            {aboutMatter(matter, reader)}
          </p>
          <p safe>{leftThere(matter, reader)}</p>
          <Rows>
            {matter.words.map(({ at, text: said, photos }) => (
              <li class="row">
                <div>
                  <p class="soft" safe>
                    {sayAt(at, reader)}
                  </p>
                  {said !== null && <p safe>{said}</p>}
                  {photos.map((photo, order) => (
                    <p class="way">
                      <a href={linkTo(`${matter.page}/photos/${photo}?size=full`)} safe>
                        {text('privacy.photo', { number: order + 1 })}
                      </a>
                    </p>
                  ))}
                </div>
              </li>
            ))}
          </Rows>
        </Card>
      ))}
      <LookedCard matters={held.matters} reader={reader} />
      <ChannelsCard held={held} reader={reader} />
      {held.changes.length > 0 && <ChangesCard held={held} reader={reader} />}
      <LinkButton href="/me/data" icon="undo-2" word={text('privacy.back.data')} />
    </>
  )
}
