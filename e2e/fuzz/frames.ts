import fc from 'fast-check'

/** Bytes that break the frame of HTTP/1.1 itself, sent on a connection of their own. */
export interface Frame {
  readonly what: string
  readonly bytes: Buffer
}

const host = 'host: x\r\n'
const get = `GET /healthz HTTP/1.1\r\n${host}\r\n`
const post = (headers: string, body = '', path = '/api/v1/requests') =>
  `POST ${path} HTTP/1.1\r\n${host}content-type: application/json\r\n${headers}\r\n${body}`
const chunked = 'transfer-encoding: chunked\r\n'

const fixed: Readonly<Record<string, string>> = {
  'pipelined, all good': get.repeat(20),
  'pipelined, then nonsense': `${get.repeat(5)}nonsense\r\n\r\n`,
  'pipelined behind a refused write': `${post('content-length: 2\r\n', '{}')}${get}`,
  'pipelined, the first body too short': `${post('content-length: 400\r\n', '{}')}${get}`,
  'chunk of no size': post(chunked, 'zz\r\n{}\r\n0\r\n\r\n'),
  'chunk of negative size': post(chunked, '-1\r\n{}\r\n0\r\n\r\n'),
  'chunk of endless size': post(chunked, 'fffffffffffffffff\r\n{}\r\n0\r\n\r\n'),
  'chunk longer than it says': post(chunked, '1\r\n{}{}{}\r\n0\r\n\r\n'),
  'chunks that do not end': post(chunked, '2\r\n{}\r\n'),
  'chunk with a long extension': post(chunked, `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
  'chunks with trailers': post(chunked, '2\r\n{}\r\n0\r\nx-trailer: y\r\ncontent-length: 9\r\n\r\n'),
  'both lengths': post(`content-length: 2\r\n${chunked}`, '2\r\n{}\r\n0\r\n\r\n'),
  'both lengths, the other way': post(`${chunked}content-length: 100\r\n`, '0\r\n\r\n'),
  'two lengths': post('content-length: 2\r\ncontent-length: 3\r\n', '{}x'),
  'two equal lengths': post('content-length: 2\r\ncontent-length: 2\r\n', '{}'),
  'length below zero': post('content-length: -2\r\n', '{}'),
  'length in words': post('content-length: two\r\n', '{}'),
  'length with a sign': post('content-length: +2\r\n', '{}'),
  'length beyond all numbers': post('content-length: 99999999999999999999999\r\n', '{}'),
  'length beyond all bodies': post('content-length: 9000000000000\r\n', '{}'),
  'encoding nobody knows': post('transfer-encoding: x\r\n', '{}'),
  'encoding twice': post('transfer-encoding: chunked, chunked\r\n', '0\r\n\r\n'),
  'encoding hidden by a space': post('transfer-encoding : chunked\r\n', '0\r\n\r\n'),
  'encoding with a vertical tab': post('transfer-encoding: \u000bchunked\r\n', '0\r\n\r\n'),
  'expecting an answer first': post('expect: 100-continue\r\ncontent-length: 2\r\n', '{}'),
  'expecting something else': post('expect: the-unexpected\r\ncontent-length: 2\r\n', '{}'),
  'lines that end in LF': 'GET /healthz HTTP/1.1\nhost: x\n\n',
  'lines that end in CR': 'GET /healthz HTTP/1.1\rhost: x\r\r',
  'header folded': `GET /healthz HTTP/1.1\r\n${host}x-a: b\r\n c\r\n\r\n`,
  'header without a colon': `GET /healthz HTTP/1.1\r\n${host}nonsense\r\n\r\n`,
  'header without a name': `GET /healthz HTTP/1.1\r\n${host}: x\r\n\r\n`,
  'header with NUL': `GET /healthz HTTP/1.1\r\n${host}x-a: b\u0000c\r\n\r\n`,
  'headers of 100 KB': `GET /healthz HTTP/1.1\r\n${host}x-a: ${'y'.repeat(100_000)}\r\n\r\n`,
  'headers, 3,000 of them': `GET /api/v1/session HTTP/1.1\r\n${host}${'a: b\r\n'.repeat(3_000)}\r\n`,
  'address of 100 KB': `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n${host}\r\n`,
  'address with a space': `GET /api/v1/ session HTTP/1.1\r\n${host}\r\n`,
  'address of another host': `GET http://elsewhere.example/api/v1/session HTTP/1.1\r\n${host}\r\n`,
  'address without a slash': `GET api/v1/session HTTP/1.1\r\n${host}\r\n`,
  asterisk: `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
  'asterisk for GET': `GET * HTTP/1.1\r\n${host}\r\n`,
  'no host': 'GET /api/v1/session HTTP/1.1\r\n\r\n',
  'two hosts': `GET /api/v1/session HTTP/1.1\r\n${host}host: y\r\n\r\n`,
  'host that is none': 'GET /api/v1/session HTTP/1.1\r\nhost: [::\r\n\r\n',
  tunnel: `CONNECT elsewhere.example:443 HTTP/1.1\r\n${host}\r\n`,
  'method nobody knows': `NONSENSE /api/v1/session HTTP/1.1\r\n${host}\r\n`,
  'method in small letters': `get /api/v1/session HTTP/1.1\r\n${host}\r\n`,
  'version 0.9': 'GET /healthz\r\n\r\n',
  'version 1.0': 'GET /api/v1/session HTTP/1.0\r\n\r\n',
  'version 9.9': `GET /healthz HTTP/9.9\r\n${host}\r\n`,
  'version 2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'upgrade to a socket': `GET /api/v1/session HTTP/1.1\r\n${host}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\n\r\n`,
  'upgrade to version 2': `GET /api/v1/session HTTP/1.1\r\n${host}connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n`,
  'a greeting in TLS': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'the beginning of a line': 'GET /hea',
  'nothing but line ends': '\r\n'.repeat(200),
  nothing: '',
}

const known = Object.entries(fixed).map(([what, text]): Frame => ({ what, bytes: Buffer.from(text, 'latin1') }))

/** A good request with some of its bytes exchanged, doubled or taken out. */
const garbled: fc.Arbitrary<Frame> = fc
  .record({
    text: fc.constantFrom(get, post('content-length: 2\r\n', '{}'), post(chunked, '2\r\n{}\r\n0\r\n\r\n')),
    changes: fc.array(fc.record({ at: fc.nat(200), by: fc.uint8Array({ maxLength: 4 }), cut: fc.nat(3) }), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  .map(({ text, changes }) => ({
    what: 'bytes exchanged',
    bytes: changes.reduce(
      (bytes, { at, by, cut }) => {
        const where = at % bytes.length
        return Buffer.concat([bytes.subarray(0, where), by, bytes.subarray(where + cut)])
      },
      Buffer.from(text, 'latin1'),
    ),
  }))
  .filter(({ bytes }) => bytes.length > 0)

const noise: fc.Arbitrary<Frame> = fc
  .uint8Array({ minLength: 1, maxLength: 400 })
  .map((bytes) => ({ what: 'noise', bytes: Buffer.from(bytes) }))

export const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...known) },
  { weight: 2, arbitrary: garbled },
  { weight: 1, arbitrary: noise },
)
