import { expect, it } from 'vitest'
import { parseSmtpUrl } from './smtp-server-url.ts'

it('sends a password only over TLS, unless the operator says otherwise', () => {
  expect(parseSmtpUrl('smtp://a:b@mail.example.cn')).toEqual({
    host: 'mail.example.cn',
    port: 587,
    secure: false,
    requireTLS: true,
    auth: { user: 'a', pass: 'b' },
  })
  expect(parseSmtpUrl('smtp://a:b@10.0.0.9:25?requireTLS=false')).toMatchObject({ port: 25, requireTLS: false })
  expect(parseSmtpUrl('smtp://a:b@127.0.0.1:2525')).toMatchObject({ requireTLS: false })
  expect(parseSmtpUrl('smtps://a:b@mail.example.cn')).toMatchObject({ port: 465, secure: true, requireTLS: false })
  expect(parseSmtpUrl('smtp://relay:25')).toEqual({ host: 'relay', port: 25, secure: false, requireTLS: false })
  expect(parseSmtpUrl('smtp://[::1]:25')).toMatchObject({ host: '::1' })
  expect(parseSmtpUrl('smtp://a:100%@localhost')).toMatchObject({ auth: { pass: '100%' } })
})
