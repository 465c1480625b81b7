import type { FastifyInstance } from 'fastify'
import type { PageKit } from '../../platform/http/page-kit.ts'
import { Card, LinkButton } from '../../platform/pages/index.ts'
import type { demoCarrier } from './code-carriers.ts'

/** The demo's own page of sign-in codes. It is only registered in a demo, which has no SMS. */
export function demoCodesPage(server: FastifyInstance, kit: PageKit, carrier: ReturnType<typeof demoCarrier>): void {
  server.get('/demo/codes', { schema: { hide: true } }, (request, reply) => {
    const { text, language } = kit.visitor(request)
    const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone: 'Asia/Shanghai' })
    const codes = carrier.recent()
    return kit.send(request, reply, {
      title: text('server.codes.title'),
      header: { mark: { lit: 0, frame: 'calm' }, title: text('server.codes.title') },
      host: null,
      children: (
        <Card>
          <p safe>{text('server.codes.about')}</p>
          {codes.length === 0 ? (
            <p safe>{text('server.codes.none')}</p>
          ) : (
            <ul class="codes">
              {codes.map(({ phone, code, at }) => (
                <li>
                  <span safe>{`${phone} · ${time.format(new Date(at))}`}</span> <strong safe>{code}</strong>
                </li>
              ))}
            </ul>
          )}
          <LinkButton word={text('server.codes.refresh')} href="/demo/codes" look="plain" />
        </Card>
      ),
    })
  })
}
