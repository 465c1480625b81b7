import fc from 'fast-check'
import type { Body } from './bodies.ts'

/** The smallest pictures there are, and things that only begin like one. */
const files: readonly Buffer[] = [
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]),
  // Says of itself that it is 65,535 pixels wide and high.
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAA//8AAP//CAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64'),
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>0</script></svg>'),
  Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBPVP8 '),
  Buffer.from('PK\u0003\u0004\u0014\u0000\u0000\u0000'),
  Buffer.from('小区,网格\r\n"东院,一\r\n'),
  Buffer.from(`\ufeff${'小区,网格,楼栋\n'.repeat(300)}`),
  Buffer.alloc(0),
  Buffer.alloc(40_000, 'x'),
]
const names = ['a.jpg', 'a.csv', 'a.xlsx', '', '../../x', 'a\u0000.jpg', '好'.repeat(100), '"', 'x'.repeat(3_000)]

interface Part {
  readonly field: string
  readonly name: string | null
  readonly bytes: Buffer
}
const partOf = (field: fc.Arbitrary<string>): fc.Arbitrary<Part> =>
  fc.record({
    field,
    name: fc.option(fc.constantFrom(...names)),
    bytes: fc.constantFrom(...files),
  })

function encoded(parts: readonly Part[], boundary: string): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ field, name, bytes }) => [
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${field}"`),
      Buffer.from(name === null ? '\r\n\r\n' : `; filename="${name}"\r\ncontent-type: image/jpeg\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

const b = '----silin'
const many = (count: number, part: string) => Buffer.from(`${part.repeat(count)}--${b}--\r\n`)
const onePart = `--${b}\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n`
/** Forms that are none: each once, however the fields are called. */
const broken: readonly ((whole: Buffer) => { bytes: Buffer; type?: string })[] = [
  (bytes) => ({ bytes, type: 'multipart/form-data' }),
  (bytes) => ({ bytes, type: 'multipart/form-data; boundary=another' }),
  (bytes) => ({ bytes, type: `multipart/form-data; boundary=${'x'.repeat(300)}` }),
  (bytes) => ({ bytes: bytes.subarray(0, bytes.length / 2) }),
  (bytes) => ({ bytes: bytes.subarray(0, 20) }),
  (bytes) => ({ bytes: bytes.subarray(0, -6) }),
  () => ({ bytes: Buffer.alloc(0) }),
  () => ({ bytes: many(10_000, onePart) }),
  () => ({ bytes: many(200, `--${b}\r\ncontent-disposition: form-data; name="photos"; filename="a"\r\n\r\nx\r\n`) }),
  () => ({ bytes: many(1, `--${b}\r\n${'x-long: y\r\n'.repeat(5_000)}\r\nx\r\n`) }),
  () => ({ bytes: many(1, `--${b}\r\ncontent-disposition: ${'x'.repeat(90_000)}\r\n\r\nx\r\n`) }),
  () => ({ bytes: many(1, `--${b}\r\n\r\nno disposition\r\n`) }),
  () => ({ bytes: many(1, `--${b}\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n`) }),
  () => ({ bytes: many(1, `--${b}\r\ncontent-disposition: form-data; name="constructor"\r\n\r\nx\r\n`) }),
  () => ({ bytes: many(1, `--${b}\r\ncontent-disposition: form-data; name="toString"; filename="a"\r\n\r\nx\r\n`) }),
  () => ({
    bytes: many(1, `--${b}\r\ncontent-disposition: form-data; name*=utf-8''%ff%fe; filename*=x'y'%zz\r\n\r\nx\r\n`),
  }),
  () => ({
    bytes: many(
      1,
      `--${b}\r\ncontent-disposition: form-data; name="a"\r\ncontent-transfer-encoding: base64\r\n\r\n!!!\r\n`,
    ),
  }),
  () => ({
    bytes: many(
      1,
      `--${b}\r\ncontent-disposition: form-data; name="a"\r\ncontent-type: text/plain; charset=nonsense\r\n\r\nx\r\n`,
    ),
  }),
  () => ({
    bytes: many(
      1,
      `--${b}\r\ncontent-disposition: form-data; name="a"\r\ncontent-type: application/json\r\n\r\n{"__proto__":1\r\n`,
    ),
  }),
]

/** A form with files: right, with fields nobody asked for, or no form at all. */
export function multipartBody(fields: readonly string[]): fc.Arbitrary<Body> {
  const field = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fields) }, fc.constantFrom('x', '', '__proto__'))
  const whole = fc.array(partOf(field), { maxLength: 9 }).map((parts) => encoded(parts, b))
  const type = `multipart/form-data; boundary=${b}`
  return fc.oneof(
    whole.map((bytes) => ({ bytes, type })),
    fc.tuple(whole, fc.constantFrom(...broken)).map(([bytes, breaks]) => ({ type, ...breaks(bytes) })),
  )
}
