import { sayPhone } from '../../../platform/i18n/phone.ts'
import { Card, LinkButton, linkTo, Notice, Rows } from '../../../platform/pages/index.ts'
import type { HeldMatter } from '../../requests/index.ts'
import type { Held } from '../service.ts'
import { type OwnReader, sayAt } from './deps.ts'

/** What was just done here, by the word in the address. */
export const doneHere = ['name', 'phone', 'matter', 'all_but_account'] as const
export type DoneHere = (typeof doneHere)[number]

export type HeldProps = { held: Held; reader: OwnReader; done: DoneHere | null }

/** All that is held on the reader: the account, each matter, who looked, how they are told, and what they can do. */
export function HeldPage({ held, reader, done }: HeldProps): JSX.Element {
  const { text } = reader
  return (
    <>
      {done !== null && (
        <div id="done">
          <Notice kind="done" live="status" title={text(`privacy.done.${done}`)} />
        </div>
      )}
      <p class="soft" safe>
        {text('privacy.own.what')}
      </p>
      <AccountCard held={held} reader={reader} />
      <MattersCard held={held} reader={reader} />
      <LookedCard matters={held.matters} reader={reader} />
      <ChannelsCard held={held} reader={reader} />
      <Card title={text('privacy.take')}>
        <p safe>{text('privacy.take.words')}</p>
        <div class="acts">
          <LinkButton href="/me/data/all" icon="eye" word={text('privacy.take.page')} />
          <LinkButton href="/me/data/export.json" icon="send" word={text('privacy.take.json')} />
        </div>
      </Card>
      {held.changes.length > 0 && <ChangesCard held={held} reader={reader} />}
      <Card title={text('privacy.erase.all')}>
        <p safe>{text(held.posts.length > 0 ? 'privacy.erase.all.in_office' : 'privacy.erase.all.words')}</p>
        <LinkButton href="/me/data/erase" icon="trash-2" word={text('privacy.erase.all.go')} />
      </Card>
      <LinkButton href="/me" icon="inbox" word={text('privacy.back')} />
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <li class="row">
      <div>
        <p class="soft" safe>
          {name}
        </p>
        <b safe>{value}</b>
      </div>
    </li>
  )
}

export function AccountCard({ held, reader }: Omit<HeldProps, 'done'>): JSX.Element {
  const { text } = reader
  const { account, posts } = held
  const none = text('privacy.none')
  return (
    <Card title={text('privacy.account')}>
      <Rows>
        <Fact name={text('privacy.name')} value={account.name === '' ? none : account.name} />
        <Fact name={text('privacy.phone')} value={account.phone ? sayPhone(account.phone) : none} />
        {account.account !== null && <Fact name={text('privacy.account.name')} value={account.account} />}
        {posts.length > 0 && (
          <Fact
            name={text('privacy.posts')}
            value={posts.map((post) => (post.kind === 'place' ? post.placeName : post.areaName)).join(' · ')}
          />
        )}
        <Fact name={text('privacy.since')} value={sayAt(account.since, reader)} />
      </Rows>
      <div class="acts">
        {posts.length === 0 && (
          <LinkButton href="/me/data/name" icon="message-circle" word={text('privacy.name.change')} />
        )}
        <LinkButton href="/me/data/phone" icon="phone" word={text('privacy.phone.change')} />
      </div>
    </Card>
  )
}

function MattersCard({ held, reader }: Omit<HeldProps, 'done'>): JSX.Element {
  const { text } = reader
  return (
    <Card title={text('privacy.matters', { count: held.matters.length })}>
      {held.matters.length === 0 ? (
        <p safe>{text('privacy.matters.none')}</p>
      ) : (
        <Rows>
          {held.matters.map((matter) => (
            <li class="row">
              <div>
                <a href={linkTo(matter.page)} safe>
                  {matter.title}
                </a>
                <p class="soft" safe>
                  {aboutMatter(matter, reader)}
                </p>
                <p safe>{leftThere(matter, reader)}</p>
                {matter.mustStay ? (
                  <p class="soft" safe>
                    {text('privacy.erase.must_stay')}
                  </p>
                ) : (
                  <p class="way">
                    <a href={linkTo(`/me/data/erase/${matter.communityId}/${matter.voiceId}`)} safe>
                      {text('privacy.erase.matter', { number: matter.number })}
                    </a>
                  </p>
                )}
              </div>
            </li>
          ))}
        </Rows>
      )}
    </Card>
  )
}

export function aboutMatter(matter: HeldMatter, reader: OwnReader): string {
  return [sayAt(matter.joinedAt, reader), matter.communityName, matter.placeName]
    .filter((part) => part !== '')
    .join(' · ')
}

export function leftThere({ name, phone, words }: HeldMatter, { text }: OwnReader): string {
  return text('privacy.matters.left', {
    name: name ?? text('privacy.none'),
    phone: phone ? sayPhone(phone) : text('privacy.none'),
    words: words.length,
    photos: words.reduce((count, one) => count + one.photos.length, 0),
  })
}

export function LookedCard({ matters, reader }: { matters: readonly HeldMatter[]; reader: OwnReader }): JSX.Element {
  const { text } = reader
  const openings = matters
    .flatMap((matter) => matter.openings.map((opening) => ({ ...opening, title: matter.title })))
    .toSorted((one, other) => (one.at < other.at ? 1 : -1))
  return (
    <Card title={text('privacy.looked')}>
      {openings.length === 0 ? (
        <p safe>{text('privacy.looked.nobody')}</p>
      ) : (
        <Rows>
          {openings.map(({ name, reason, at, title }) => (
            <li class="row">
              <div>
                <b safe>{name}</b>
                <p class="soft" safe>
                  {text('privacy.looked.at', { at: sayAt(at, reader), reason, title })}
                </p>
              </div>
            </li>
          ))}
        </Rows>
      )}
    </Card>
  )
}

export function ChannelsCard({ held, reader }: Omit<HeldProps, 'done'>): JSX.Element | null {
  const { text } = reader
  if (held.channels.length === 0) return null
  return (
    <Card title={text('privacy.channels')}>
      <Rows>
        {held.channels.map(({ channel, address, active }) => (
          <Fact
            name={text('privacy.channel', { channel, active: active ? 'yes' : 'no' })}
            value={address ?? text('privacy.channel.own_phone')}
          />
        ))}
      </Rows>
    </Card>
  )
}

export function ChangesCard({ held, reader }: Omit<HeldProps, 'done'>): JSX.Element {
  const { text } = reader
  return (
    <Card title={text('privacy.changes')}>
      <Rows>
        {held.changes.map(({ what, at }) => (
          <Fact name={sayAt(at, reader)} value={text(`privacy.changed.${what}`)} />
        ))}
      </Rows>
    </Card>
  )
}
