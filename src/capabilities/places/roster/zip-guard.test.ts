import { crc32, deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { lookIntoZip } from './zip-guard.ts'

/** A ZIP archive of these files; `stated` is the unfolded size that it claims for each. */
function zip(files: Record<string, Buffer>, stated?: number): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const body = deflateRawSync(content)
    const head = Buffer.alloc(46)
    head.writeUInt32LE(0x02014b50, 0)
    head.writeUInt16LE(8, 10)
    head.writeUInt32LE(crc32(content), 16)
    head.writeUInt32LE(body.length, 20)
    head.writeUInt32LE(stated ?? content.length, 24)
    head.writeUInt16LE(Buffer.byteLength(name), 28)
    head.writeUInt32LE(offset, 42)
    directory.push(head, Buffer.from(name))
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    bodies.push(local, Buffer.from(name), body)
    offset += 30 + Buffer.byteLength(name) + body.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, ...directory, end])
}

const workbook = { 'xl/workbook.xml': Buffer.from('<workbook/>') }
const sheet = (xml: string) => ({ ...workbook, 'xl/worksheets/sheet1.xml': Buffer.from(xml) })

it.each([
  ['workbook', zip(sheet('<row><c r="A1"/></row><mergeCell ref="A1:C90"/>'))],
  ['other', zip({ 'word/document.xml': Buffer.from('x') })],
  ['broken', Buffer.from('PK')],
  ['too_large', zip(sheet('<mergeCell ref="A1:XFD1048576"/>'))],
  ['too_large', zip({ 'xl/workbook.xml': Buffer.from('<definedName name="x">S!$A$1:$XFD$1048576</definedName>') })],
  ['too_large', zip(sheet('<row/>'.repeat(1_200_001)))],
  // It says one byte and unfolds to 201 MB.
  ['too_large', zip({ ...workbook, 'xl/media/a.png': Buffer.alloc(201 * 1024 * 1024) }, 1)],
])('%s', (seen, bytes) => {
  expect(lookIntoZip(bytes)).toBe(seen)
})
