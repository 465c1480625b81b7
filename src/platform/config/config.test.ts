import { describe, expect, it } from 'vitest'
import { parseConfig } from './config.ts'

const sms = { url: 'https://sms.example.cn', bodyTemplate: { to: '{mobile}', text: '{text}' } }
const s3 = { endpoint: 'https://s3.example.cn', bucket: 'photos', region: 'r', accessKey: 'a', secretKey: 'hunter2' }
const oidc = { issuer: 'https://sso.example.cn', clientId: 'silin', clientSecret: 'hunter2', name: '区统一认证' }

describe('settings', () => {
  it('needs none: a first start just works', () => {
    expect(parseConfig({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      databaseUrl: null,
    })
  })
  it.each([
    ['PORT', { PORT: 'eighty' }],
    ['PORT', { PORT: '70000' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['SILIN_SECRET', { SILIN_SECRET: 'short' }],
    ['SILIN_SECRET', { SILIN_ENV: 'production' }],
    ['SILIN_PUBLIC_URL', { SILIN_ENV: 'production', SILIN_SECRET: 'x'.repeat(32) }],
    ['SILIN_PUBLIC_URL', { SILIN_ENV: 'production', SILIN_SECRET_FILE: '/run/secrets/silin' }],
    ['SILIN_SECRET_FILE', { SILIN_SECRET: 'x'.repeat(32), SILIN_SECRET_FILE: '/run/secrets/silin' }],
    ['SILIN_NEW_SECRET_FILE', { SILIN_NEW_SECRET: 'x'.repeat(32), SILIN_NEW_SECRET_FILE: '/run/secrets/silin' }],
    ['SILIN_PUBLIC_URL', { SILIN_PUBLIC_URL: 'ftp://x' }],
    ['SILIN_SMTP_FROM', { SILIN_SMTP_URL: 'smtp://localhost' }],
    ['SILIN_SMS', { SILIN_SMS: '{' }],
    ['SILIN_SMS', { SILIN_SMS: '{}' }],
    ['SILIN_SMS', { SILIN_SMS: JSON.stringify({ ...sms, retryon: [1] }) }],
    ['SILIN_SMS', { SILIN_SMS: JSON.stringify({ ...sms, success: { pointer: 'code', equals: 0 } }) }],
    ['SILIN_SMS', { SILIN_SMS: JSON.stringify({ ...sms, bearer: 'tok\nen' }) }],
    ['SILIN_SMTP_URL', { SILIN_SMTP_URL: 'foo' }],
    ['SILIN_SMTP_FROM', { SILIN_SMTP_URL: 'smtp://localhost', SILIN_SMTP_FROM: 'a@b.cn, c@d.cn' }],
    ['SILIN_S3', { SILIN_S3: '[]' }],
    ['SILIN_SECOND_FACTOR', { SILIN_SECOND_FACTOR: 'sometimes' }],
    ['SILIN_OIDC', { SILIN_OIDC: '{' }],
    ['SILIN_OIDC', { SILIN_OIDC: JSON.stringify({ ...oidc, issuer: 'sso.example.cn' }) }],
    ['SILIN_OIDC', { SILIN_OIDC: JSON.stringify({ ...oidc, issuer: 'http://sso.example.cn' }) }],
    ['SILIN_OIDC', { SILIN_OIDC: JSON.stringify({ ...oidc, accountclaim: 'uid' }) }],
    ['SILIN_OIDC', { SILIN_OIDC: JSON.stringify({ ...oidc, scopes: ['a b'] }) }],
    ['SILIN_SESSIONS', { SILIN_SESSIONS: '{"staffHours":0}' }],
    ['SILIN_SESSIONS', { SILIN_SESSIONS: '{"staffhours":8}' }],
    ['SILIN_APP_DATABASE_URL', { SILIN_APP_DATABASE_URL: 'postgres://silin@localhost/silin' }],
    ['SILIN_S3', { SILIN_S3: JSON.stringify({ ...s3, bucket: 'X' }) }],
    ['SILIN_S3', { SILIN_S3: JSON.stringify({ ...s3, endpoint: 'https://s3.example.cn/with/path' }) }],
    ['SILIN_ENV', { SILIN_ENV: 'prod' }],
    ['SILIN_TRUST_PROXY', { SILIN_TRUST_PROXY: 'everybody' }],
    ['SILIN_TRUST_PROXY', { SILIN_TRUST_PROXY: '10.0.0.0/33' }],
    ['SILIN_TRUST_PROXY', { SILIN_TRUST_PROXY: '10.0.0.1,' }],
  ])('names %s when it is wrong', (name, environment) => {
    expect(() => parseConfig(environment)).toThrow(expect.objectContaining({ setting: name }))
  })
  it('never repeats the value of a setting, which may be a secret', () => {
    for (const environment of [
      { SILIN_SECRET: 'hunter2' },
      { SILIN_SMTP_URL: 'ftp://postman:hunter2@mail.example.cn' },
      { SILIN_SMS: JSON.stringify({ ...sms, bearer: 'hunter2\n' }) },
      { SILIN_S3: JSON.stringify({ ...s3, bucket: 'X' }) },
      { SILIN_OIDC: JSON.stringify({ ...oidc, issuer: 'http://sso.example.cn' }) },
      { SILIN_OIDC: JSON.stringify({ ...oidc, clientSecrets: 'hunter2' }) },
    ]) {
      const attempt = () => parseConfig(environment)
      expect(attempt).toThrow()
      expect(attempt).not.toThrow(/hunter2/)
    }
  })
  it('names the option inside of a setting', () => {
    const wrong = { ...sms, success: { pointer: '/code', equals: 0, retyOn: [1] } }
    expect(() => parseConfig({ SILIN_SMS: JSON.stringify(wrong) })).toThrow('does not know the option success.retyOn')
    expect(() => parseConfig({ SILIN_S3: JSON.stringify({ ...s3, region: '' }) })).toThrow('region is missing or wrong')
  })
  it('hands on every option that a gateway may need', () => {
    const whole = {
      ...sms,
      headers: { 'X-App': 'silin' },
      bearer: 'token',
      signature: { header: 'X-Signature', secret: 's', encoding: 'hex', prefix: 'sha256=' },
      success: { pointer: '/code', equals: 0, retryOn: [429, 'busy'] },
      receiptPointer: '/id',
      timeoutMs: 5_000,
    }
    expect(parseConfig({ SILIN_SMS: JSON.stringify(whole) }).sms).toEqual(whole)
  })
  it('asks staff for a second factor in production, and in a demo only when told so', () => {
    const production = { SILIN_ENV: 'production', SILIN_SECRET: 'x'.repeat(32), SILIN_PUBLIC_URL: 'https://x.cn' }
    expect(parseConfig({}).secondFactor).toBe('optional')
    expect(parseConfig({ SILIN_SECOND_FACTOR: 'required' }).secondFactor).toBe('required')
    expect(parseConfig(production).secondFactor).toBe('required')
    expect(parseConfig({ ...production, SILIN_SECOND_FACTOR: 'optional' }).secondFactor).toBe('optional')
  })
  it('fills in what an identity provider and sessions leave out', () => {
    expect(parseConfig({ SILIN_OIDC: JSON.stringify({ ...oidc, scopes: ['email'] }) }).oidc).toEqual({
      ...oidc,
      scopes: ['openid', 'email'],
      accountClaim: 'preferred_username',
    })
    expect(parseConfig({ SILIN_SESSIONS: '{"staffIdleMinutes":10}' }).sessions).toEqual({
      staffIdleMinutes: 10,
      sensitiveIdleMinutes: 15,
      staffHours: 12,
      leadIdleDays: 30,
      residentIdleDays: 30,
    })
  })
  it('takes an empty variable as not set', () => {
    expect(parseConfig({ PORT: '' }).port).toBe(8080)
  })
  it.each([
    ['', false],
    ['false', false],
    ['0', false],
    ['true', 1],
    ['1', 1],
    ['2', 2],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, ::1, loopback', ['10.0.0.0/8', '::1', 'loopback']],
  ])('reads which proxies are believed: %j', (text, trusted) => {
    expect(parseConfig({ SILIN_TRUST_PROXY: text }).trustProxy).toEqual(trusted)
  })
})
