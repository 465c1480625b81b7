import { afterEach, describe, expect, it } from 'vitest'
import { foundCommunity } from '../../capabilities/places/index.ts'
import { stairwell } from '../../capabilities/requests/testing/stairwell.ts'
import { type SettableClock, settableClock } from '../../platform/clock/clock.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing/test-database.ts'
import { expectOpenApi } from '../../platform/http/testing/openapi.ts'
import { newId } from '../../platform/ids.ts'
import { openWhole } from './testing/whole-server.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const open = (test: TestDatabase, clock: SettableClock, environment = {}) =>
  openWhole(test, clock, closing, { environment })

describe('a server', () => {
  it('that began before its first community gives the phone on its error pages once there is one', async () => {
    const test = await testDatabase()
    closing.push(test.drop)
    const { silin, house } = await open(test, settableClock('2026-11-24T14:05:00+08:00'))
    const nowhere = async () => (await silin.server.inject('/nowhere')).body
    expect(await nowhere()).not.toContain('tel:')
    await foundCommunity(house, {
      areaCode: '370705007901',
      name: '测试社区',
      phone: '88880000',
      sponsor: '测试街道办事处',
      filingNumber: null,
      dutyName: '值班员',
    })
    silin.places.forgetAll()
    // Whoever looks next, here the sweeper, reads the communities.
    await expect.poll(nowhere, { timeout: 5_000 }).toContain('tel:88880000')
  })

  it('describes its whole API, and none of its pages', async () => {
    const test = await testDatabase()
    closing.push(test.drop)
    const tls = { SILIN_PUBLIC_URL: 'https://silin.example.cn' }
    const { silin } = await open(test, settableClock('2026-11-24T14:05:00+08:00'), tls)
    const document = (await silin.server.inject('/api/v1/openapi.json')).json()
    expectOpenApi(document)
    expect(Object.keys(document.paths).length).toBeGreaterThan(20)
    expect(document.components.securitySchemes.session.name).toBe('__Secure-silin.session_token')
  })

  it('counts what it does, and tells nobody who or where', async () => {
    const here = await stairwell()
    closing.push(here.test.drop)
    const { silin } = await open(here.test, here.clock)
    const metrics = async () => (await silin.server.inject('/metrics')).body
    const counted = async (line: string) =>
      Number(
        (await metrics())
          .split('\n')
          .find((one) => one.startsWith(line))
          ?.split(' ')
          .at(-1) ?? 0,
      )
    const bearer = { authorization: `Bearer ${await here.people.issueToken(here.leads.unit, 'script', 1)}` }
    const report = async (text: string) => {
      const payload = { id: newId(), plaque: 'K7M2Q9', text, category: 'noise.neighbour', phone: '13800138000' }
      const answer = await silin.server.inject({ method: 'POST', url: '/api/v1/requests', payload })
      expect(answer.statusCode).toBe(200)
      return payload.id
    }
    const id = await report('楼上半夜敲')
    await report('对门装修吵')
    expect(await counted('silin_reports_total{channel="api"}')).toBe(2)

    const command = { id: newId(), type: 'accept' }
    const url = `/api/v1/requests/${id}/commands`
    const accepted = await silin.server.inject({ method: 'POST', url, headers: bearer, payload: command })
    expect(accepted.statusCode).toBe(200)
    expect(await counted('silin_commands_total{type="accept",outcome="done"}')).toBe(1)
    // The neighbour left a phone, and this installation has no way to it.
    await expect
      .poll(() => counted('silin_deliveries_total{channel="sms",outcome="failed"}'), { timeout: 10_000 })
      .toBeGreaterThan(0)

    const before = await counted('silin_duty_runs_total{duty="sweeper",outcome="done"}')
    here.clock.advance({ hours: 3 })
    await expect.poll(() => counted('silin_raises_total{reason='), { timeout: 10_000 }).toBeGreaterThan(0)
    expect(await counted('silin_duty_runs_total{duty="sweeper",outcome="done"}')).toBeGreaterThan(before)
    const labels = (await metrics()).match(/\{.*\}/g)?.join('\n') ?? ''
    expect(labels).toContain('sweeper')
    expect(labels).not.toMatch(/1[3-9]\d{9}|张桂兰|K7M2Q9|[0-9a-f]{8}-[0-9a-f]{4}-/)
  })
})
