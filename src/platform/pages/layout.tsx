import { type Children, escapeHtml } from '@kitajs/html'
import type { Language, Text } from '../i18n/text.ts'
import { attribute, callTo, linkTo } from './attribute.ts'
import { Button } from './button.tsx'
import { drawingsOf } from './drawings.tsx'
import { WindowMark, type WindowMarkProps } from './window-mark.tsx'

/** Who stands behind the page. It is on every page, because who asks for words and numbers must say who they are. */
export type FooterFacts = {
  /** Who runs it, by full name. */
  operator: string
  /** The filing that the site runs under (ICP备案), linked to the register that proves it. */
  filing: { number: string; href: string | null } | null
  /** Rung by who would rather not use a phone's pages. */
  communityPhone: string | null
}

export type PageHeader = {
  /** The unlit or lit window at the top left. */
  mark: Pick<WindowMarkProps, 'lit' | 'frame'>
  /** The page's h1: the place, or the matter. */
  title: string
  subtitle?: string | undefined
  /** Where the two switches lead back to: this page's own path and query. */
  back: string
  /** A button that a script shows where the phone can read aloud. */
  readAloud?: boolean | undefined
}

export type PageProps = {
  language: Language
  /** The browser's title; the product's name follows it. */
  title: string
  /** 长辈版. */
  large: boolean
  header: PageHeader
  footer: FooterFacts
  assets: { css: string; script: string | null; icon?: string | undefined }
  /** Says the `page.*` keys. */
  text: Text
  children: Children
}

/** Stands where the phone number will, so that a translated sentence can carry a link. Private-use, never typed. */
const gap = '\uE000'

/** A whole resident page. It is complete as sent: styles in one file, no script needed, nothing from other hosts. */
export function Page(props: PageProps): string {
  const { language, title, large, header, footer, assets, text, children } = props
  const safeShown = (
    <>
      <Head header={header} large={large} language={language} text={text} />
      <main id="main" tabindex="-1">
        {children}
      </main>
      <Foot footer={footer} text={text} />
    </>
  )
  if (typeof safeShown !== 'string')
    throw new TypeError('a resident page is drawn at once: hand in what it shows, loaded')
  const page = (
    <html lang={language} class={large ? 'large' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="theme-color" content="#ffffff" />
        <title safe>{`${title} · ${text('page.product')}`}</title>
        {assets.icon !== undefined && <link rel="icon" href={linkTo(assets.icon)} />}
        <link rel="stylesheet" href={linkTo(assets.css)} />
        {assets.script !== null && <script src={linkTo(assets.script)} defer />}
      </head>
      <body>
        <a class="skip" href="#main" safe>
          {text('page.skip')}
        </a>
        {safeShown}
        {drawingsOf(safeShown)}
      </body>
    </html>
  )
  return `<!doctype html>${brief(String(page))}`
}

/** What refers to a drawing is empty; each page has some thirty of them. */
const brief = (html: string): string => html.replaceAll('></use>', '/>')

function Head({
  header,
  large,
  language,
  text,
}: Pick<PageProps, 'header' | 'large' | 'language' | 'text'>): JSX.Element {
  const other = language === 'en' ? 'zh-CN' : 'en'
  const look = (choice: string) => attribute(`/look?${choice}&back=${encodeURIComponent(header.back)}`)
  return (
    <header>
      <WindowMark {...header.mark} size="head" />
      <div class="where">
        <h1 safe>{header.title}</h1>
        {header.subtitle !== undefined && (
          <p class="soft" safe>
            {header.subtitle}
          </p>
        )}
      </div>
      <nav aria-label={attribute(text('page.switches'))}>
        {header.readAloud === true && (
          <Button look="pill" kind="button" icon="volume-2" word={text('page.read-aloud')} does="read-aloud" hidden />
        )}
        <a class="button pill" href={look(`large=${large ? '0' : '1'}`)} safe>
          {text(large ? 'page.large.off' : 'page.large.on')}
        </a>
        <a class="button pill" href={look(`language=${other}`)} lang={other} hreflang={other} safe>
          {text('page.other-language')}
        </a>
      </nav>
    </header>
  )
}

function Foot({ footer, text }: Pick<PageProps, 'footer' | 'text'>): JSX.Element {
  return (
    <footer>
      {footer.communityPhone !== null && <CallLine phone={footer.communityPhone} text={text} />}
      <p>
        <span safe>{text('page.run-by', { operator: footer.operator })}</span>
        {footer.filing !== null && <Filing {...footer.filing} />}
      </p>
      <p>
        <a href="/privacy" safe>
          {text('page.privacy')}
        </a>
        <a href="/feedback" safe>
          {text('page.feedback')}
        </a>
      </p>
    </footer>
  )
}

function CallLine({ phone, text }: { phone: string; text: Text }): JSX.Element {
  const [before = '', after = ''] = text('page.call', { phone: gap }).split(gap)
  return (
    <p>
      <span safe>{before}</span>
      <span>
        <a class="phone" href={callTo(phone)} safe>
          {phone}
        </a>
        {escapeHtml(after)}
      </span>
    </p>
  )
}

function Filing({ number, href }: { number: string; href: string | null }): JSX.Element {
  if (href === null) return <span safe>{number}</span>
  return (
    <a href={linkTo(href)} rel="noopener" safe>
      {number}
    </a>
  )
}
