import { describe, expect, it } from 'vitest'
import { parseConfig } from './config.ts'

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
    ['SILIN_PUBLIC_URL', { SILIN_PUBLIC_URL: 'ftp://x' }],
    ['SILIN_SMTP_FROM', { SILIN_SMTP_URL: 'smtp://localhost' }],
    ['SILIN_SMS', { SILIN_SMS: '{' }],
    ['SILIN_ENV', { SILIN_ENV: 'prod' }],
    ['SILIN_TRUST_PROXY', { SILIN_TRUST_PROXY: 'everybody' }],
    ['SILIN_TRUST_PROXY', { SILIN_TRUST_PROXY: '10.0.0.0/33' }],
    ['SILIN_TRUST_PROXY', { SILIN_TRUST_PROXY: '10.0.0.1,' }],
  ])('names %s when it is wrong', (name, environment) => {
    expect(() => parseConfig(environment)).toThrow(expect.objectContaining({ setting: name }))
  })
  it('never repeats the value of a setting, which may be a secret', () => {
    expect(() => parseConfig({ SILIN_SECRET: 'hunter2' })).toThrow(expect.not.stringContaining('hunter2') as never)
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
