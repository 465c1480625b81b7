import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabaseWake } from '../../../platform/database/listener.ts'
import { type TestDatabase, testDatabase } from '../../../platform/database/testing/test-database.ts'
import { createLog } from '../../../platform/log/log.ts'
import { filesCheck } from './files.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())

const bucket = { endpoint: 'https://s3.example.cn', bucket: 'b', region: 'r', accessKey: 'a', secretKey: 's' }
const look = (s3: typeof bucket | null) => filesCheck({ s3 }, { appUrl: test.appUrl }).run({ thorough: false })

it('tells of photos in a folder of one machine as soon as a second server runs, and not of a bucket', async () => {
  const servers = [1, 2].map(() => createDatabaseWake(test.appUrl, createLog('silent')))
  const [first, second] = servers
  try {
    expect(await look(null)).toEqual({ level: 'good', key: 'folder' })
    first?.start()
    expect(await look(null)).toEqual({ level: 'good', key: 'folder' })
    second?.start()
    await expect.poll(() => look(null)).toEqual({ level: 'warn', key: 'apart', values: { count: 2 } })
    expect(await look(bucket)).toEqual({ level: 'good', key: 'bucket' })
  } finally {
    for (const one of servers) await one.stop()
  }
  await expect.poll(() => look(null)).toEqual({ level: 'good', key: 'folder' })
})
