import { globSync, readFileSync } from 'node:fs'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { contentTypes } from '../files/content-types.ts'
import { sendFile } from './send-file.ts'

/** Marks of a file that is sent: nothing but `sendFile` may set them. */
const ways = /content-disposition|\.sendFile\(|createReadStream/

describe('a file', () => {
  it.each(Object.keys(contentTypes))('of type %s runs nothing and is nobody’s page', async (contentType) => {
    const server = fastify()
    const bytes = Buffer.from('<script>alert(1)</script>')
    server.get('/', (_request, reply) => sendFile(reply, { bytes, contentType }, 'photo.jpg'))
    const { headers, rawPayload } = await server.inject('/')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['content-type']?.split(';')[0]).toBe(contentType)
    const isPicture = contentType.startsWith('image/')
    expect(headers['content-disposition']).toBe(`${isPicture ? 'inline' : 'attachment'}; filename="photo.jpg"`)
    expect(rawPayload.equals(bytes)).toBe(true)
    await server.close()
  })

  it('has a name of ours, never one that somebody sent', () => {
    for (const name of ['', 'a"; x=.html', '../a', '照片.jpg', 'a\r\nset-cookie: b'])
      expect(() => sendFile({} as never, { bytes: Buffer.alloc(0), contentType: 'image/jpeg' }, name)).toThrow(
        TypeError,
      )
  })

  it('is sent by this function and in no other way', () => {
    // What a command reads on the machine itself is sent to nobody.
    const files = globSync('src/**/*.{ts,tsx}').filter((file) => !/\.test\.tsx?$|\/testing\/|doors\/cli\//.test(file))
    const sending = files.filter((file) => ways.test(readFileSync(file, 'utf8')))
    expect(files.length).toBeGreaterThan(300)
    // Hashed assets of the build are served by the static plugin; they are ours and come from nobody.
    expect(sending.toSorted()).toEqual(['src/platform/http/send-file.ts'])
    const stored = files.filter((file) => /\.readPublic\(|photos\.read\(/.test(readFileSync(file, 'utf8')))
    for (const file of stored) {
      const source = readFileSync(file, 'utf8')
      // What is only compared is not sent.
      if (file.endsWith('pages/same-pictures.ts')) continue
      expect(source.includes('sendPhoto('), file).toBe(true)
      expect(/\.send\([^)]*\.bytes/.test(source), file).toBe(false)
    }
    expect(stored.length).toBeGreaterThanOrEqual(5)
  })
})
