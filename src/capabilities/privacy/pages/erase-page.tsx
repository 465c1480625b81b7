import { Button, Card, LinkButton, Notice } from '../../../platform/pages/index.ts'
import type { HeldMatter } from '../../requests/index.ts'
import type { Held } from '../service.ts'
import type { OwnReader } from './deps.ts'
import { leftThere } from './held-page.tsx'
import { OwnForm, Tick } from './own-form.tsx'

/** Asks once more before somebody is taken out of one matter: what goes, what stays, and what it means. */
export function EraseMatter(props: { matter: HeldMatter; id: string; reader: OwnReader }): JSX.Element {
  const { matter, id, reader } = props
  const { text } = reader
  const photos = matter.words.some((one) => one.photos.length > 0)
  return (
    <Card title={matter.title}>
      <p safe>{leftThere(matter, reader)}</p>
      <WhatGoes reader={reader} lines={['contact', 'words', 'tell']} />
      <OwnForm action={`/me/data/erase/${matter.communityId}/${matter.voiceId}`} reader={reader} kept={{ id }}>
        {photos && <Tick name="photos" word={text('privacy.erase.photos')} />}
        <Button look="primary" icon="trash-2" word={text('privacy.erase.matter.do')} />
      </OwnForm>
      <LinkButton href="/me/data" icon="undo-2" word={text('privacy.erase.not')} />
    </Card>
  )
}

/** The same for everything at once. Whoever serves is told what stays meanwhile, and why. */
export function EraseAll({ held, id, reader }: { held: Held; id: string; reader: OwnReader }): JSX.Element {
  const { text } = reader
  const serves = held.posts.length > 0
  const staying = held.matters.filter((matter) => matter.mustStay).length
  return (
    <Card>
      {serves && (
        <Notice kind="wait" title={text('privacy.erase.in_office')} words={text('privacy.erase.in_office.words')} />
      )}
      {staying > 0 && <Notice kind="wait" title={text('privacy.erase.own_work', { count: staying })} />}
      <WhatGoes reader={reader} lines={serves ? ['contact', 'words'] : ['contact', 'words', 'account', 'back']} />
      <OwnForm action="/me/data/erase" reader={reader} kept={{ id }}>
        <Tick name="photos" word={text('privacy.erase.photos')} />
        <Button
          look="primary"
          icon="trash-2"
          word={
            serves
              ? text('privacy.erase.all.do.in_office')
              : text('privacy.erase.all.do', { count: held.matters.length - staying })
          }
        />
      </OwnForm>
      <LinkButton href="/me/data" icon="undo-2" word={text('privacy.erase.not')} />
    </Card>
  )
}

function WhatGoes({ reader, lines }: { reader: OwnReader; lines: readonly string[] }): JSX.Element {
  return (
    <ul>
      {lines.map((line) => (
        <li safe>{reader.text(`privacy.erase.goes.${line}`)}</li>
      ))}
    </ul>
  )
}

/** After everything is gone, the session with it. */
export function AllGone({ reader }: { reader: OwnReader }): JSX.Element {
  const { text } = reader
  return (
    <>
      <Notice kind="done" live="status" title={text('privacy.gone')} words={text('privacy.gone.words')} />
      <LinkButton href="/" icon="house" word={text('privacy.gone.home')} />
    </>
  )
}
